### Requests: their kinds, states and what comes next; the fields of their forms and what may be wrong with them.

## What a request is called

request-kind-warranty-claim = Warranty claim
request-kind-booking = Service appointment
request-kind-part = Spare part
request-kind-part-return = Return of a part
request-kind-delivery-damage = Damage on delivery
request-kind-complaint = Complaint
request-kind-course = Training for owners
request-kind-trade-in = Trade-in
request-kind-mobile-service = Technician at your place
request-kind-courtesy-car = Courtesy car
request-kind-remote-diagnosis = Remote check of the car
request-kind-insurance = Repair paid by insurance
request-kind-warranty-transfer = New owner of the car
request-kind-data = Your personal data

## Where a request stands

request-state-received = Received
request-state-in-review = In review
request-state-more-info = More information needed
request-state-approved = Approved
request-state-parts-ordered = Parts ordered
request-state-in-repair = In repair
request-state-closed = Closed
request-state-declined = Declined
request-state-requested = Requested
request-state-confirmed = Confirmed
request-state-in-service = At the service centre
request-state-ready = Ready to be collected
request-state-proposed = Another time proposed
request-state-cancelled = Cancelled
request-state-no-show = Car was not brought
request-state-enquired = Enquiry received
request-state-quoted = Price quoted
request-state-ordered = Ordered
request-state-shipped = On its way
request-state-arrived = Arrived
request-state-answered = Answered
request-state-escalated = With a manager
request-state-signed-up = Signed up
request-state-waiting = On the waiting list
request-state-attended = Attended
request-state-absent = Not attended
request-state-verified = Identity verified
request-state-done = Done

## What comes next

request-next-received = We will look at it and answer you.
request-next-decision = A technician will look at it and tell you the decision.
request-next-more-info = Please send us what is missing. Until then our time to decide is paused.
request-next-approved = We are preparing the repair.
request-next-approved-return = We will tell you where to bring or send the part.
request-next-parts-ordered = The repair will begin when the parts are here.
request-next-in-repair = We will tell you when the car is ready.
request-next-closed = There is nothing left to do. If something is still wrong, write to us here.
request-next-declined = If you disagree, write to us here.
request-next-requested = We will confirm the appointment. Please wait for that before you set out.
request-next-confirmed = Please bring the car at the confirmed time.
request-next-confirmed-course = We look forward to seeing you at the training.
request-next-in-service = We will tell you when the car is ready.
request-next-ready = Please collect the car while the centre is open.
request-next-proposed = Please accept the time we propose, or choose another one.
request-next-cancelled = There is nothing left to do. You can make a new request at any time.
request-next-no-show = Please choose a new time when it suits you.
request-next-enquired = We will look for the part for your car and tell you the price.
request-next-quoted = Please tell us whether we should order. Nothing is ordered until you agree.
request-next-ordered = We will tell you when the part is on its way.
request-next-shipped = We will tell you when the part is here.
request-next-arrived = Please collect the part, or have it fitted.
request-next-answered = Please read our answer. If you still have a question, write to us here.
request-next-answered-complaint = Please read our answer. If you are not satisfied, tell us and it goes to a manager.
request-next-escalated = A manager will look at it and answer you.
request-next-signed-up = We will confirm your place.
request-next-waiting = All places are taken. We will tell you when one becomes free.
request-next-attended = Thank you for taking part.
request-next-absent = You can sign up for another date.
request-next-received-data = First we will make sure that it is you.
request-next-verified = We will do what you asked for and tell you.
request-next-done = There is nothing left to do.
# $due: the day and time by which it is promised.
request-promised = Promised by: { $due }

## Forms: their titles, which are also the button below an answer

request-form-warranty-claim = Make a warranty claim
request-form-booking = Book a service appointment
request-form-part = Ask for a part
request-form-part-return = Return a part
request-form-delivery-damage = Report damage on delivery
request-form-complaint = Make a complaint
request-form-course = Sign up for the training
request-form-trade-in = Offer your car for trade-in
request-form-mobile-service = Ask for a technician to come
request-form-courtesy-car = Ask for a courtesy car
request-form-remote-diagnosis = Have the car checked remotely
request-form-insurance = Repair paid by insurance
request-form-warranty-transfer = Register the new owner
request-form-data = Ask about your personal data
request-form-claim-status = Check a request
request-form-centre = Find a service centre
request-form-recall = Check for a recall
request-form-order = Check an order
request-form-part-find = Find a part
request-form-genuine = Check a part's label
request-form-coverage = Check your warranty
request-form-financing = Calculate instalments

## Fields of forms

request-field-vin = VIN (chassis number)
request-field-km = Mileage (km)
request-field-what = What happened?
request-field-since = Since when?
request-field-invoice = Purchase invoice number
request-field-photos = Photos
request-field-centre = Service centre
request-field-service = Kind of work
request-field-slot = Day and time
request-field-note = Anything else that we should look at?
request-field-model = Model of the car
request-field-part = Name of the part
request-field-quantity = How many?
request-field-town = Your town
request-field-finance = Would you like to pay in instalments?
request-field-order = Order number
request-field-why = Why are you returning it?
request-field-delivered = When was it delivered?
request-field-where = Where did it happen?
request-field-when = When did it happen?
request-field-course = Date of the training
request-field-language = Language of the training
request-field-name = Your name
request-field-condition = Condition of the car
request-field-loan = Is the car still on a loan?
request-field-address = Address
request-field-day = Which day suits you?
request-field-repair = Repair number
request-field-consent = I agree that a technician reads the error memory of my car for this check.
request-field-insurer = Insurance company
request-field-claim = Insurance claim number
request-field-sold = Date of the sale
request-field-new-owner = Name of the new owner
request-field-phone = Phone number
request-field-email = E-mail
request-field-wish = What would you like?
request-field-contact = Phone or e-mail that we know
request-field-code = Request number
request-field-serial = Serial number on the label
request-field-amount = Amount in US dollars
request-field-months = Number of months

## What helps to fill in a field

request-help-vin = 17 characters: on the registration paper, or at the bottom of the windscreen.
request-help-km = As the instrument panel shows it now.
request-help-what = In your own words: what do you see, hear or read, and when does it happen?
request-help-photos = A photo often says more than many words: the damage, the label, the screen. Short videos and PDF files are welcome too. The place where a photo was taken is removed.
request-help-part = The name, or where it sits on the car.
request-help-order = It is on the order and on the invoice.
request-help-condition = Damage, battery report, tyres: what a buyer would ask.
request-help-repair = If the repair has one: it begins with AC.
request-help-claim = Your insurer gives it to you when you report the damage.
request-help-contact = So that we can make sure that it is you.
request-help-code = It looks like this: AC-7K3M-92QX-C
request-help-serial = On the part or on its box, beside the QR code.
request-help-amount = What the part or the repair costs.

## What can be chosen

request-option-finance-no = No
request-option-finance-yes = Yes
request-option-loan-no = No
request-option-loan-yes = Yes
request-option-why-faulty = The part is faulty
request-option-why-wrong = I got the wrong part
request-option-why-unneeded = I no longer need it
request-option-language-bn = Bengali
request-option-language-kk = Kazakh
request-option-language-en = English
request-option-wish-export = A copy of my data
request-option-wish-erasure = Delete my data
request-option-service-maintenance = Maintenance
request-option-service-diagnosis = Finding a fault
request-option-service-repair = Repair
request-option-service-recall = Recall
request-option-service-software = Software
request-option-service-tyres = Tyres
request-option-service-battery = Battery check
request-option-service-body = Bodywork

## What is wrong with a field

request-fault-missing = Please fill this in.
request-fault-missing-any = Please fill in one of these fields.
# $limit (number): characters.
request-fault-too-long = This is too long: at most { $limit } characters.
request-fault-unreadable = We could not read this. Please type it again.
# $min, $max: numbers.
request-fault-number = Please write a whole number from { $min } to { $max }.
# $count (number): characters that were typed.
request-fault-vin-short = A VIN has 17 characters; this one has { $count }. Please compare it with your registration paper.
# $count (number): characters that were typed.
request-fault-vin-long = A VIN has 17 characters; this one has { $count }. Please remove the extra ones.
# $letter: the character.
request-fault-vin-letter = A VIN never contains { $letter }. Please check that character.
request-fault-vin-no-digit = A VIN also has digits. Please compare it with your registration paper.
request-fault-km = Please write the mileage as a number, such as 45000.
request-fault-km-negative = A mileage cannot be below zero.
request-fault-km-too-much = No car shows that many kilometres. Please check the number.
# $km (number): kilometres; $day: a date.
request-fault-km-lower = We already have a higher mileage: { $km } km on { $day }. Please check the number. If it is right, please write to us in the chat.
request-fault-km-too-low = We already have a higher mileage for this car. Please check the number. If it is right, please write to us in the chat.
request-fault-day = Please write the date like this: 05.03.2026
# $number (number): what was typed for the month.
request-fault-day-month = There is no month { $number }. The day comes first, then the month, then the year.
# $number (number): what was typed for the day.
request-fault-day-of-month = This month has no day { $number }. Please check the date.
# $year: what was typed for the year.
request-fault-day-year = Please check the year: { $year }
request-fault-day-past = This day has passed. Please choose a later one.
request-fault-day-future = This day has not come yet. Please check the date.
# $letter: the character.
request-fault-phone-letter = A phone number does not contain { $letter }. Please write digits only.
request-fault-phone-short = This phone number has too few digits.
request-fault-phone-long = This phone number has too many digits.
request-fault-phone-country = Please write the number with its country code, such as +880 or +7.
request-fault-email = This is not an e-mail address. It looks like name@example.com
request-fault-choice = Please choose one of the options.
request-fault-centre = We have no such service centre. Please choose one from the list.
request-fault-centre-closed = This service centre has closed for good. Please choose another one.
request-fault-slot = Please choose a day and time from the list.
request-fault-slot-past = This time has passed. Please choose a later one.
request-fault-slot-taken = Somebody else has just taken this time. Please choose another one.
request-fault-slot-not-offered = This centre does not offer this time. Please choose one of the times in the list.
request-fault-service = This service centre does not do this. Please choose another centre.
request-fault-consent = Without your consent we cannot do this. Please tick the box if you agree.
request-fault-code = This is not a request number. It looks like AC-7K3M-92QX-C
request-fault-code-check = One letter or digit is wrong. Please compare it with the number that you got.
request-fault-code-unknown = We have no request with this number.
request-fault-place = We do not know a town by this name. Please write the nearest larger town.
# $limit (number) - most files of the field
request-fault-too-many-files = At most { $limit } files, please.
request-fault-no-file = One of these files is no longer here. Please remove it and add it again.

## What a promise means for a car

request-coverage-covered = Covered
request-coverage-by-date = Still valid by date; please tell us the mileage
request-coverage-ended-date = Ended: the time limit has passed
request-coverage-ended-mileage = Ended: the mileage is over the limit
request-coverage-ended-both = Ended: time and mileage are over the limit
request-coverage-not-started = Not yet begun on this day
request-coverage-unknown = Not known: we have no hand-over date for this car
