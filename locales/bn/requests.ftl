### অনুরোধ: ধরন, অবস্থা, এরপর কী; ফর্মের ঘর ও ভুলের বার্তা।

## অনুরোধের ধরন

request-kind-warranty-claim = ওয়ারেন্টি ক্লেইম
request-kind-booking = সার্ভিসের অ্যাপয়েন্টমেন্ট
request-kind-part = খুচরা যন্ত্রাংশ
request-kind-part-return = যন্ত্রাংশ ফেরত
request-kind-delivery-damage = ডেলিভারির সময় ক্ষতি
request-kind-complaint = অভিযোগ
request-kind-course = মালিকদের প্রশিক্ষণ
request-kind-trade-in = পুরোনো গাড়ি এক্সচেঞ্জ
request-kind-mobile-service = আপনার ঠিকানায় টেকনিশিয়ান
request-kind-courtesy-car = বিকল্প গাড়ি
request-kind-remote-diagnosis = দূর থেকে গাড়ি পরীক্ষা
request-kind-insurance = বীমার টাকায় মেরামত
request-kind-warranty-transfer = গাড়ির নতুন মালিক
request-kind-data = আপনার ব্যক্তিগত তথ্য

## অনুরোধের অবস্থা

request-state-received = আমরা পেয়েছি
request-state-in-review = যাচাই চলছে
request-state-more-info = আরও তথ্য দরকার
request-state-approved = অনুমোদিত
request-state-parts-ordered = যন্ত্রাংশ অর্ডার করা হয়েছে
request-state-in-repair = মেরামত চলছে
request-state-closed = বন্ধ করা হয়েছে
request-state-declined = নামঞ্জুর
request-state-requested = অনুরোধ পেয়েছি
request-state-confirmed = নিশ্চিত
request-state-in-service = সার্ভিস সেন্টারে কাজ চলছে
request-state-ready = গাড়ি নেওয়ার জন্য প্রস্তুত
request-state-proposed = অন্য একটি সময় প্রস্তাব করা হয়েছে
request-state-cancelled = বাতিল
request-state-no-show = গাড়ি আনা হয়নি
request-state-enquired = জিজ্ঞাসা পেয়েছি
request-state-quoted = দাম জানানো হয়েছে
request-state-ordered = অর্ডার করা হয়েছে
request-state-shipped = পথে আছে
request-state-arrived = পৌঁছেছে
request-state-answered = উত্তর দেওয়া হয়েছে
request-state-escalated = ম্যানেজারের কাছে
request-state-signed-up = নাম লেখানো হয়েছে
request-state-waiting = অপেক্ষার তালিকায়
request-state-attended = অংশ নিয়েছেন
request-state-absent = অংশ নেননি
request-state-verified = পরিচয় যাচাই হয়েছে
request-state-done = সম্পন্ন

## এরপর কী হবে

request-next-received = আমরা দেখে আপনাকে উত্তর দেব।
request-next-decision = টেকনিশিয়ান দেখে আপনাকে সিদ্ধান্ত জানাবেন।
request-next-more-info = যে তথ্য বাকি আছে তা আমাদের পাঠান। ততক্ষণ সিদ্ধান্তের সময় গোনা বন্ধ থাকবে।
request-next-approved = আমরা মেরামতের ব্যবস্থা করছি।
request-next-approved-return = যন্ত্রাংশটি কোথায় আনবেন বা পাঠাবেন, আমরা জানাব।
request-next-parts-ordered = যন্ত্রাংশ এলে মেরামত শুরু হবে।
request-next-in-repair = গাড়ি প্রস্তুত হলে আমরা জানাব।
request-next-closed = আর কিছু করার নেই। এখনো সমস্যা থাকলে এখানে লিখুন।
request-next-declined = একমত না হলে এখানে লিখুন।
request-next-requested = আমরা অ্যাপয়েন্টমেন্ট নিশ্চিত করব। তার আগে রওনা দেবেন না।
request-next-confirmed = নিশ্চিত করা সময়ে গাড়ি নিয়ে আসুন।
request-next-confirmed-course = প্রশিক্ষণের সময় আপনার অপেক্ষায় থাকব।
request-next-in-service = গাড়ি প্রস্তুত হলে আমরা জানাব।
request-next-ready = সেন্টার খোলা থাকতে এসে গাড়িটি নিয়ে যান।
request-next-proposed = প্রস্তাবিত সময়টি সুবিধার হলে জানিয়ে দিন। না হলে অন্য সময় বেছে নিন।
request-next-cancelled = আর কিছু করার নেই। যেকোনো সময় নতুন অনুরোধ করতে পারেন।
request-next-no-show = সুবিধামতো নতুন একটি সময় বেছে নিন।
request-next-enquired = আপনার গাড়ির জন্য যন্ত্রাংশটি খুঁজে আমরা দাম জানাব।
request-next-quoted = অর্ডার করব কি না জানান। আপনি রাজি না হওয়া পর্যন্ত কিছু অর্ডার করা হবে না।
request-next-ordered = যন্ত্রাংশ পাঠানো হলে আমরা জানাব।
request-next-shipped = যন্ত্রাংশ পৌঁছালে আমরা জানাব।
request-next-arrived = যন্ত্রাংশটি নিয়ে যান অথবা গাড়িতে লাগিয়ে নিন।
request-next-answered = আমাদের উত্তরটি পড়ুন। প্রশ্ন থাকলে এখানে লিখুন।
request-next-answered-complaint = আমাদের উত্তরটি পড়ুন। সন্তুষ্ট না হলে জানান, বিষয়টি ম্যানেজারের কাছে যাবে।
request-next-escalated = ম্যানেজার বিষয়টি দেখে আপনাকে উত্তর দেবেন।
request-next-signed-up = আমরা আপনার আসন নিশ্চিত করব।
request-next-waiting = সব আসন পূর্ণ। আসন খালি হলে আমরা জানাব।
request-next-attended = অংশ নেওয়ার জন্য ধন্যবাদ।
request-next-absent = অন্য তারিখের জন্য নাম লেখাতে পারেন।
request-next-received-data = আগে আমরা নিশ্চিত হব যে আপনিই অনুরোধ করেছেন।
request-next-verified = আপনি যা চেয়েছেন তা করে আপনাকে জানাব।
request-next-done = আর কিছু করার নেই।
request-promised = প্রতিশ্রুত সময়: { $due }

## ফর্মের শিরোনাম, উত্তরের নিচের বোতামেও থাকে

request-form-warranty-claim = ওয়ারেন্টি ক্লেইম করুন
request-form-booking = সার্ভিস বুক করুন
request-form-part = যন্ত্রাংশের দাম জানুন
request-form-part-return = যন্ত্রাংশ ফেরত দিন
request-form-delivery-damage = ডেলিভারির ক্ষতি জানান
request-form-complaint = অভিযোগ জানান
request-form-course = প্রশিক্ষণে নাম লেখান
request-form-trade-in = গাড়ি এক্সচেঞ্জের প্রস্তাব দিন
request-form-mobile-service = ঠিকানায় টেকনিশিয়ান ডাকুন
request-form-courtesy-car = বিকল্প গাড়ির অনুরোধ করুন
request-form-remote-diagnosis = দূর থেকে গাড়ি পরীক্ষা করান
request-form-insurance = বীমার টাকায় মেরামত করান
request-form-warranty-transfer = নতুন মালিক নিবন্ধন করুন
request-form-data = ব্যক্তিগত তথ্যের অনুরোধ করুন
request-form-claim-status = অনুরোধের অবস্থা দেখুন
request-form-centre = সার্ভিস সেন্টার খুঁজুন
request-form-recall = রিকল যাচাই করুন
request-form-order = অর্ডার কোথায় আছে দেখুন
request-form-part-find = যন্ত্রাংশ খুঁজুন
request-form-genuine = যন্ত্রাংশের লেবেল যাচাই করুন
request-form-coverage = ওয়ারেন্টি যাচাই করুন
request-form-financing = কিস্তির হিসাব দেখুন

## ফর্মের ঘর

request-field-vin = ভিআইএন (চেসিস নম্বর)
request-field-km = মাইলেজ (কিমি)
request-field-what = কী হয়েছে?
request-field-since = কবে থেকে?
request-field-invoice = কেনার ইনভয়েসের নম্বর
request-field-photos = ছবি
request-field-centre = সার্ভিস সেন্টার
request-field-service = কাজের ধরন
request-field-slot = দিন ও সময়
request-field-note = আর কিছু দেখতে হবে?
request-field-model = গাড়ির মডেল
request-field-part = যন্ত্রাংশের নাম
request-field-quantity = কয়টি?
request-field-town = আপনার শহর
request-field-finance = কিস্তিতে টাকা দিতে চান?
request-field-order = অর্ডার নম্বর
request-field-why = কেন ফেরত দিচ্ছেন?
request-field-delivered = কবে ডেলিভারি পেয়েছেন?
request-field-where = কোথায় হয়েছিল?
request-field-when = কবে হয়েছিল?
request-field-course = প্রশিক্ষণের তারিখ
request-field-language = প্রশিক্ষণের ভাষা
request-field-name = আপনার নাম
request-field-condition = গাড়ির অবস্থা
request-field-loan = গাড়ির ঋণ কি এখনো বাকি?
request-field-address = ঠিকানা
request-field-day = কোন দিন সুবিধা হয়?
request-field-repair = মেরামতের নম্বর
request-field-consent = এই পরীক্ষার জন্য টেকনিশিয়ান আমার গাড়ির ত্রুটির মেমোরি পড়বেন, এতে আমি সম্মত।
request-field-insurer = বীমা কোম্পানি
request-field-claim = বীমার ক্লেইম নম্বর
request-field-sold = বিক্রির তারিখ
request-field-new-owner = নতুন মালিকের নাম
request-field-phone = ফোন নম্বর
request-field-email = ইমেইল
request-field-wish = কী চান?
request-field-contact = আমাদের জানা ফোন বা ইমেইল
request-field-code = অনুরোধের নম্বর
request-field-serial = লেবেলের সিরিয়াল নম্বর
request-field-amount = পরিমাণ (মার্কিন ডলার)
request-field-months = কত মাস?

## ঘর পূরণে সহায়তা

request-help-vin = ১৭টি অক্ষর ও সংখ্যা: নিবন্ধনের কাগজে বা সামনের কাচের নিচের কোণে।
request-help-km = ড্যাশবোর্ডে এখন যা দেখাচ্ছে।
request-help-what = নিজের কথায় লিখুন: কী দেখছেন, শুনছেন বা পড়ছেন, আর কখন হয়?
request-help-photos = ছবি অনেক কথা বলে দেয়: ক্ষতির জায়গা, লেবেল, স্ক্রিন। ছোট ভিডিও বা PDF-ও দিতে পারেন। ছবি কোথায় তোলা হয়েছে, সেই তথ্য আমরা মুছে দিই।
request-help-part = নাম, অথবা গাড়ির কোথায় থাকে।
request-help-order = অর্ডারের কাগজে ও ইনভয়েসে লেখা আছে।
request-help-condition = দাগ, ব্যাটারির রিপোর্ট, টায়ার: একজন ক্রেতা যা জানতে চান।
request-help-repair = মেরামতের নম্বর থাকলে লিখুন: AC দিয়ে শুরু হয়।
request-help-claim = ক্ষতির কথা জানালে বীমা কোম্পানি এটি দেয়।
request-help-contact = আপনিই অনুরোধ করেছেন কি না তা যাচাই করার জন্য।
request-help-code = দেখতে এ রকম: AC-7K3M-92QX-C
request-help-serial = যন্ত্রাংশে বা তার বাক্সে, কিউআর কোডের পাশে।
request-help-amount = যন্ত্রাংশ বা মেরামতের খরচ।

## যা বেছে নেওয়া যায়

request-option-finance-no = না
request-option-finance-yes = হ্যাঁ
request-option-loan-no = না
request-option-loan-yes = হ্যাঁ
request-option-why-faulty = যন্ত্রাংশটি ত্রুটিপূর্ণ
request-option-why-wrong = ভুল যন্ত্রাংশ পেয়েছি
request-option-why-unneeded = আর দরকার নেই
request-option-language-bn = বাংলা
request-option-language-kk = কাজাখ
request-option-language-en = ইংরেজি
request-option-wish-export = আমার তথ্যের কপি
request-option-wish-erasure = আমার তথ্য মুছে ফেলুন
request-option-service-maintenance = নিয়মিত সার্ভিসিং
request-option-service-diagnosis = ত্রুটি খোঁজা
request-option-service-repair = মেরামত
request-option-service-recall = রিকল
request-option-service-software = সফটওয়্যার
request-option-service-tyres = টায়ার
request-option-service-battery = ব্যাটারি পরীক্ষা
request-option-service-body = বডির কাজ

## ঘরের ভুল

request-fault-missing = অনুগ্রহ করে এটি পূরণ করুন।
request-fault-missing-any = এই ঘরগুলোর অন্তত একটি পূরণ করুন।
request-fault-too-long = লেখাটি বেশি বড়: সর্বোচ্চ { $limit }টি অক্ষর।
request-fault-unreadable = এটি পড়া গেল না। আবার লিখুন।
request-fault-number = একটি পূর্ণ সংখ্যা লিখুন: { $min } থেকে { $max }।
request-fault-vin-short = ভিআইএনে ১৭টি অক্ষর ও সংখ্যা থাকে, এখানে আছে { $count }টি। নিবন্ধনের কাগজের সঙ্গে মিলিয়ে দেখুন।
request-fault-vin-long = ভিআইএনে ১৭টি অক্ষর ও সংখ্যা থাকে, এখানে আছে { $count }টি। বাড়তিটুকু মুছে দিন।
request-fault-vin-letter = ভিআইএনে এই চিহ্নটি থাকে না: { $letter }। সেখানে কী লেখা আছে আবার দেখুন।
request-fault-vin-no-digit = ভিআইএনে সংখ্যাও থাকে। নিবন্ধনের কাগজের সঙ্গে মিলিয়ে দেখুন।
request-fault-km = মাইলেজ সংখ্যায় লিখুন, যেমন ৪৫০০০।
request-fault-km-negative = মাইলেজ শূন্যের কম হতে পারে না।
request-fault-km-too-much = কোনো গাড়িতে এত কিলোমিটার দেখায় না। সংখ্যাটি মিলিয়ে দেখুন।
request-fault-km-lower = আমাদের কাছে এর চেয়ে বেশি মাইলেজ আছে: { $km } কিমি ({ $day })। সংখ্যাটি মিলিয়ে দেখুন। ঠিক থাকলে চ্যাটে আমাদের লিখুন।
request-fault-km-too-low = এই গাড়ির জন্য এর চেয়ে বেশি কিলোমিটার আমাদের কাছে আছে। সংখ্যাটি মিলিয়ে দেখুন। সংখ্যাটি ঠিক হলে চ্যাটে আমাদের লিখুন।
request-fault-day = তারিখটি এভাবে লিখুন: ০৫/০৩/২০২৬
request-fault-day-month = { $number } নম্বর কোনো মাস নেই। আগে দিন, তারপর মাস, তারপর বছর লিখুন।
request-fault-day-of-month = এই মাসে { $number } তারিখ নেই। তারিখটি মিলিয়ে দেখুন।
request-fault-day-year = বছরটি মিলিয়ে দেখুন: { $year }
request-fault-day-past = এই দিন পার হয়ে গেছে। পরের কোনো দিন বেছে নিন।
request-fault-day-future = এই দিন এখনো আসেনি। তারিখটি মিলিয়ে দেখুন।
request-fault-phone-letter = ফোন নম্বরে এই চিহ্নটি থাকে না: { $letter }। শুধু সংখ্যা লিখুন।
request-fault-phone-short = ফোন নম্বরে সংখ্যা কম আছে।
request-fault-phone-long = ফোন নম্বরে সংখ্যা বেশি আছে।
request-fault-phone-country = দেশের কোডসহ নম্বরটি লিখুন, যেমন +৮৮০।
request-fault-email = এটি ইমেইল ঠিকানা নয়। ঠিকানা এ রকম: name@example.com
request-fault-choice = তালিকা থেকে একটি বেছে নিন।
request-fault-centre = এমন কোনো সার্ভিস সেন্টার নেই। তালিকা থেকে একটি বেছে নিন।
request-fault-centre-closed = এই সার্ভিস সেন্টারটি স্থায়ীভাবে বন্ধ হয়ে গেছে। অন্য একটি বেছে নিন।
request-fault-slot = তালিকা থেকে দিন ও সময় বেছে নিন।
request-fault-slot-past = এই সময় পার হয়ে গেছে। পরের কোনো সময় বেছে নিন।
request-fault-slot-taken = এই সময়টি এইমাত্র অন্য একজন নিয়েছেন। অন্য একটি বেছে নিন।
request-fault-slot-not-offered = এই সার্ভিস সেন্টারে এই সময়টি নেই। তালিকা থেকে একটি সময় বেছে নিন।
request-fault-service = এই সার্ভিস সেন্টারে এই কাজটি হয় না। অন্য একটি সেন্টার বেছে নিন।
request-fault-consent = আপনার সম্মতি ছাড়া এটি করা যায় না। সম্মত হলে ঘরটিতে টিক দিন।
request-fault-code = এটি অনুরোধের নম্বর নয়। নম্বর এ রকম: AC-7K3M-92QX-C
request-fault-code-check = একটি অক্ষর বা সংখ্যা ভুল। পাওয়া নম্বরটির সঙ্গে মিলিয়ে দেখুন।
request-fault-code-unknown = এই নম্বরের কোনো অনুরোধ নেই।
request-fault-place = এই নামের শহর আমাদের তালিকায় নেই। কাছের বড় শহরের নাম লিখুন।
# $limit (number) - most files of the field
request-fault-too-many-files = সর্বোচ্চ { $limit }টি ফাইল দিন।
request-fault-no-file = এর একটি ফাইল আর নেই। অনুগ্রহ করে সেটি সরিয়ে আবার যোগ করুন।

## গাড়ির ওয়ারেন্টির অবস্থা

request-coverage-covered = ওয়ারেন্টির আওতায় আছে
request-coverage-by-date = তারিখ অনুযায়ী মেয়াদ আছে; মাইলেজ জানান
request-coverage-ended-date = শেষ: মেয়াদ পার হয়ে গেছে
request-coverage-ended-mileage = শেষ: মাইলেজ সীমা ছাড়িয়ে গেছে
request-coverage-ended-both = শেষ: মেয়াদ ও মাইলেজ দুটিই পার হয়েছে
request-coverage-not-started = এই দিনে এখনো শুরু হয়নি
request-coverage-unknown = জানা নেই: গাড়ি হস্তান্তরের তারিখ আমাদের কাছে নেই
