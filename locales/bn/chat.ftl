### গাড়ির মালিকের চ্যাট (/chat এবং /widget.js-এর ফ্রেম)। ডেস্কও এই ফাইলটি পড়ে।
### ভাষা: শান্ত, ভদ্র, ছোট বাক্য, সব সময় «আপনি»।

language-name-bn = বাংলা
language-name-kk = Қазақша
language-name-en = English
language-name-ru = Русский

calendar-today = আজ
calendar-yesterday = গতকাল
calendar-tomorrow = আগামীকাল
calendar-months = জানুয়ারি, ফেব্রুয়ারি, মার্চ, এপ্রিল, মে, জুন, জুলাই, আগস্ট, সেপ্টেম্বর, অক্টোবর, নভেম্বর, ডিসেম্বর
calendar-weekdays = রবিবার, সোমবার, মঙ্গলবার, বুধবার, বৃহস্পতিবার, শুক্রবার, শনিবার
calendar-day = { $weekday }, { $day } { $month }
calendar-day-year = { $weekday }, { $day } { $month }, { $year }
calendar-moment = { $day }, { $time }

loader-open = সহায়তা চ্যাট খুলুন
loader-close = সহায়তা চ্যাট বন্ধ করুন
loader-title = সহায়তা চ্যাট
loader-new = নতুন বার্তা:
loader-failed = এখানে চ্যাট খোলা গেল না।
loader-window = আলাদা উইন্ডোতে খুলুন

chat-title = সহায়তা চ্যাট
chat-subtitle = বিক্রয়োত্তর সেবা
chat-close = চ্যাট বন্ধ করুন
chat-more = আরও
chat-menu-sound-on = নতুন বার্তায় শব্দ চালু করুন
chat-menu-sound-off = নতুন বার্তায় শব্দ বন্ধ করুন
chat-menu-save-text = কথোপকথন টেক্সট হিসেবে সংরক্ষণ করুন
chat-menu-save-page = কথোপকথন ওয়েব পেজ হিসেবে সংরক্ষণ করুন
chat-language = ভাষা
chat-language-failed = ভাষাটি এখন লোড করা গেল না। অনুগ্রহ করে আবার চেষ্টা করুন।
chat-log = কথোপকথন
chat-older = আগের বার্তা দেখুন
chat-newest = সর্বশেষ বার্তায় যান
chat-noscript = এই চ্যাটের জন্য জাভাস্ক্রিপ্ট চালু থাকা দরকার। অনুগ্রহ করে আমাদের ফোন বা ইমেইল করুন:
# After that, a link
chat-plain-link = এটি ছাড়া চলে এমন পেজে লিখুন
chat-unread-title = ({ $count }) নতুন বার্তা

chat-input = আপনার বার্তা
chat-placeholder = আপনার প্রশ্নটি লিখুন
chat-send = পাঠান
chat-attach = ছবি, ফাইল বা কণ্ঠবার্তা যোগ করুন
chat-left = আর { $count }টি অক্ষর লেখা যাবে
chat-over = { $count }টি অক্ষর বেশি হয়ে গেছে
chat-not-kept = আপনার ব্রাউজার এই পেজের কিছু জমা রাখে না: বন্ধ করলে এই চ্যাট শেষ হয়ে যাবে।

chat-connecting = সংযোগ হচ্ছে… আপনার লেখা সংরক্ষিত থাকছে।
chat-waiting-line = সংযোগ নেই। আপনার লেখা সংরক্ষিত আছে, সংযোগ ফিরলেই পাঠানো হবে।
chat-offline = আপনি এখন অফলাইনে। আপনার লেখা সংরক্ষিত আছে, ইন্টারনেট ফিরলেই পাঠানো হবে।
chat-held = চ্যাটটি অন্য একটি উইন্ডোতে খোলা আছে।
chat-stopped-protocol = চ্যাটে একটি ত্রুটি হয়েছে। অনুগ্রহ করে পাতাটি আবার খুলুন।
chat-stopped-version = চ্যাটের নতুন সংস্করণ এসেছে। অনুগ্রহ করে পাতাটি আবার খুলুন।
chat-stopped-authentication = আপনার লগ ইনের মেয়াদ শেষ হয়েছে। অনুগ্রহ করে পাতাটি আবার খুলুন।
chat-stopped-revoked = এই ডিভাইসে কথোপকথনটি বন্ধ করা হয়েছে। আপনি নতুন করে শুরু করতে পারেন।
chat-stopped-connections = চ্যাটটি অনেকগুলো উইন্ডোতে খোলা আছে। কয়েকটি বন্ধ করে আবার চেষ্টা করুন।
chat-stopped-blocked = এই চ্যাটটি আপনার জন্য খোলা নেই। অনুগ্রহ করে আমাদের ফোন বা ইমেইল করুন।
chat-stopped-erased = আপনার অনুরোধে আপনার তথ্য মুছে ফেলা হয়েছে। আপনি নতুন কথোপকথন শুরু করতে পারেন।
chat-stopped-other = চ্যাটটি থেমে গেছে। অনুগ্রহ করে পাতাটি আবার খুলুন।
chat-part-loading = লোড হচ্ছে…
chat-part-failed = এই অংশটি লোড করা যায়নি। অনুগ্রহ করে পেজটি আবার লোড করুন: কিছুই হারাবে না।
chat-reload = আবার খুলুন
chat-try-again = আবার চেষ্টা করুন
chat-start-anew = নতুন চ্যাট শুরু করুন

chat-sending = পাঠানো হচ্ছে…
chat-sent = পাঠানো হয়েছে
chat-failed = পাঠানো যায়নি
chat-retry = আবার পাঠান
chat-discard = সরিয়ে দিন

chat-from-you = আপনি
chat-from-bot = স্বয়ংক্রিয় উত্তর
chat-from-technician = টেকনিশিয়ান

chat-welcome = স্বাগতম! আপনার গাড়ির ব্যাপারে কীভাবে সাহায্য করতে পারি?
chat-examples = যা প্রায়ই জানতে চাওয়া হয়
chat-example-1 = লাল বাতি জ্বললে কী করতে হবে?
chat-example-2 = গাড়ি ফুল চার্জ হতে কত সময় লাগে?
chat-example-3 = ওয়ারেন্টির মধ্যে কোন কোন জিনিস পড়ে?
chat-example-4 = সার্ভিসের জন্য কীভাবে বুকিং দেব?

chat-helpful = উত্তরটি কি কাজে লেগেছে?
chat-helpful-yes = হ্যাঁ
chat-helpful-no = না
chat-helpful-thanks = জানানোর জন্য ধন্যবাদ।
chat-unhelpful-thanks = ধন্যবাদ। প্রশ্নটি অন্যভাবে লিখুন, অথবা প্রতিনিধির সঙ্গে কথা বলুন।
chat-suggestions = আপনি কি এর মধ্যে কোনোটি জানতে চেয়েছেন?
chat-none-of-these = এগুলোর কোনোটিই নয়, প্রতিনিধির সঙ্গে কথা বলব
chat-offer-person = আপনি কি প্রতিনিধির সঙ্গে কথা বলতে চান?
chat-safety = নিরাপত্তা সতর্কতা
chat-danger-numbers = জরুরি হলে আগে ফোন করুন:
chat-danger-yes = হ্যাঁ, কেউ বিপদে আছেন
chat-danger-no = না, কেউ বিপদে নেই

chat-person = প্রতিনিধির সঙ্গে কথা বলুন
chat-person-waiting = টেকনিশিয়ানের অপেক্ষায়
chat-queued-asked = আপনি একজন টেকনিশিয়ান চেয়েছেন
chat-queued-unanswered = প্রশ্নটি একজন টেকনিশিয়ানের কাছে যাচ্ছে
chat-queued-safety = জরুরি হিসেবে চিহ্নিত: টেকনিশিয়ানরা আপনার চ্যাট আগে দেখবেন
chat-queued-unhelpful = এখন একজন টেকনিশিয়ান দেখবেন
chat-wait-title = একজন টেকনিশিয়ান এখানেই আপনার সঙ্গে যুক্ত হবেন
chat-wait-place = { $position ->
    [1] এর পরেই আপনার পালা।
   *[other] অপেক্ষার সারিতে আপনার ক্রম: { $position }।
}
chat-wait-soon = সম্ভাব্য অপেক্ষা: প্রায় এক মিনিট।
chat-wait-minutes = সম্ভাব্য অপেক্ষা: প্রায় { $minutes } মিনিট।
chat-wait-hours = সম্ভাব্য অপেক্ষা: প্রায় { $hours } ঘণ্টা।
chat-wait-stay = এখানে বসে থাকার দরকার নেই। ফিরে এলে এই চ্যাটেই উত্তর পাবেন।
chat-closed-title = আমাদের টেকনিশিয়ানরা এই মুহূর্তে দায়িত্বে নেই
chat-nobody-title = এই মুহূর্তে কোনো টেকনিশিয়ান নেই
chat-closed-next = তাঁরা আবার থাকবেন: { $moment } (আপনার এলাকার সময়)।
chat-closed-kept = আপনার বার্তা রাখা আছে। তাঁরা এই চ্যাটেই উত্তর দেবেন।
chat-closed-number = চাইলে আপনার ফোন নম্বরও এখানে লিখে রাখতে পারেন; একজন টেকনিশিয়ান তা পড়বেন।
chat-call = জরুরি হলে অনুগ্রহ করে ফোন করুন:
chat-assigned = { $name } আপনার সঙ্গে যুক্ত হয়েছেন
chat-assigned-unnamed = একজন টেকনিশিয়ান আপনার সঙ্গে যুক্ত হয়েছেন
chat-transferred = আপনার কথোপকথন আরেকজন টেকনিশিয়ানের কাছে পাঠানো হচ্ছে
chat-returned = যে টেকনিশিয়ান আগে ফাঁকা হবেন, তিনি যুক্ত হবেন
chat-typing = { $name } লিখছেন
chat-typing-unnamed = টেকনিশিয়ান লিখছেন
chat-language-changed = চ্যাটের ভাষা: { $language }
chat-erased = এই কথোপকথনের লেখা মুছে ফেলা হয়েছে
chat-reopened = কথোপকথন আবার শুরু হলো

chat-end = চ্যাট শেষ করুন
chat-end-question = চ্যাটটি কি শেষ করবেন?
chat-end-yes = শেষ করুন
chat-end-no = চালিয়ে যান
chat-resolved = কথোপকথনটি শেষ হয়েছে
chat-rate-title = আমাদের সেবা কেমন লাগল?
chat-rate-1 = খুব খারাপ
chat-rate-2 = খারাপ
chat-rate-3 = মোটামুটি
chat-rate-4 = ভালো
chat-rate-5 = খুব ভালো
chat-rate-comment = আমাদের কিছু জানাতে চান? (না লিখলেও চলবে)
chat-rate-send = মতামত পাঠান
chat-rate-thanks = আপনার মতামতের জন্য ধন্যবাদ।
chat-rate-more = আর কিছু জানার থাকলে আবার লিখুন।

## Forms, and what comes of them

# Beside the label of a field that may stay empty
chat-form-optional = ঐচ্ছিক
chat-form-choose = বেছে নিন
# Instead of the choices when a service centre has no free time
chat-form-no-slots = এখানে খালি সময় নেই। অন্য সেন্টার বেছে নিন।
# Help below a field for a day. $example such as 24.11.2026
chat-form-date = দিন, মাস ও বছর, যেমন { $example }
chat-form-missing = এটি পূরণ করুন।
chat-form-faults = চিহ্নিত ঘরগুলো দেখুন। আপনার লেখা মুছে যায়নি।
# Below a form that was sent without a connection
chat-form-waits = সংযোগ ফিরলেই পাঠানো হবে।
chat-form-later = এখন নয়
# The button of a form that was put away
chat-form-open = ফর্মটি পূরণ করুন
# Heading of what the owner has handed in, when the form is no longer there
chat-form-sent = আপনার দেওয়া তথ্য
# Followed by a code such as AC-7K3M-92QX-C
chat-request-number = নম্বর:
# Followed by a technician's words
chat-request-note = আমাদের বার্তা:
# Before the words that the owner wrote on the page of a request
chat-request-own-note = আপনি লিখেছেন:
chat-request-page = অনুরোধটি দেখুন
chat-request-calendar = ক্যালেন্ডারে যোগ করুন
