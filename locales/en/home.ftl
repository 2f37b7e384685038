### The demo site of the exporter (/). The server puts these texts into the page.

home-title = After-sales support
home-demo = This is a demonstration site with a sample company. The chat on it is real.
home-hero = Your car has travelled far. Our support comes with it.
home-promise = Ask in Bengali, Kazakh or English. You get a checked answer at once, or a technician.
home-open = Ask a question
home-page = Open the chat as a page
home-sample-question = Is a cold morning bad for the range?
home-sample-title = Less range in cold weather
home-sample-answer = In frost the car uses more energy for heating. Warm it up while it is still plugged in.
home-sample-second = Could somebody look at my car?
# A technician's first name
home-sample-name = Aizhan, technician
home-sample-reply = Good morning! I am with you. Tell me what you see.
home-topics = What owners often ask
home-topic-charging = Charging
home-ask-charging = How long does it take to charge the car fully?
home-topic-warranty = Warranty
home-ask-warranty = What does the vehicle warranty cover?
home-topic-winter = Winter
home-ask-winter = Why does the range drop so much in winter?
home-topic-service = Service
home-ask-service = How do I book a service appointment?
home-topic-parts = Spare parts
home-ask-parts = How do I order spare parts?
home-topic-delivery = Delivery
home-ask-delivery = Where is my car now?
home-promises = What you can rely on
home-promise-answer = Never a made-up answer
home-promise-answer-text = Every answer was written and checked by people who know your car.
home-promise-person = A person is one tap away
home-promise-person-text = Technicians write in your language. You see honestly how long it takes.
home-promise-kept = Nothing gets lost
home-promise-kept-text = On a bad line your message is kept and sent as soon as it can be.
home-desk = For technicians: the support desk
