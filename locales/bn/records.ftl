### রেকর্ড: মালিক, গাড়ি ও এগুলোর সঙ্গে যা আছে

## ঘরে কী ভুল আছে

records-fault-missing = এই ঘরটি পূরণ করতে হবে।
records-fault-too-long = এখানে সর্বোচ্চ { $most } পর্যন্ত হতে পারে।
records-fault-range = এখানে { $least } থেকে { $most } পর্যন্ত একটি সংখ্যা দিন।
records-fault-choice = এগুলোর একটি লিখুন: { $names }।
records-fault-unknown = এমন কোনো রেকর্ড নেই।
records-fault-taken = অন্য একটি রেকর্ডে এটি আছে।
records-fault-twice = { $line } নম্বর সারিতে এটি আগেই আছে।
records-fault-no-field = এমন কোনো ঘর নেই।
records-fault-two-columns = দুটি কলামের একই শিরোনাম।
records-fault-fixed = এটি বদলানো যায় না: নতুন রেকর্ড তৈরি করুন।
records-fault-id = আইডিতে শুধু ইংরেজি অক্ষর, অঙ্ক, বিন্দু, হাইফেন ও আন্ডারস্কোর থাকে, সর্বোচ্চ ৬৪টি।
records-fault-text = এখানে অন্তত একটি অক্ষর বা অঙ্কসহ লেখা দিন।
records-fault-vin = VIN-এ ১৭টি ইংরেজি অক্ষর ও অঙ্ক থাকে; I, O ও Q থাকে না।
records-fault-vins = এখানে দুটি VIN লিখুন, ছোটটি আগে, মাঝে দুটি বিন্দু।
records-fault-number = এখানে একটি সংখ্যা দিন।
records-fault-day = এখানে একটি তারিখ দিন, যেমন 2026-03-31।
records-fault-instant = এখানে তারিখ, সময় ও সময় অঞ্চল দিন, যেমন 2026-03-31T15:00:00+06:00।
records-fault-phone = দেশের কোডসহ ফোন নম্বর দিন, যেমন +880 1700 000000।
records-fault-email = ইমেইল ঠিকানাটি সম্পূর্ণ নয়।
records-fault-flag = এখানে yes বা no লিখুন।
records-fault-texts = প্রতিটি ভাষায় একবার করে লিখুন।
records-fault-list = এখানে একটি তালিকা দিন, প্রতিটির মাঝে | চিহ্ন।
records-fault-opening = খোলা থাকার সময় এভাবে লিখুন: “mon-sat 09:00-18:00”।
records-fault-service = সেবা, মিনিট ও জায়গার সংখ্যা এভাবে লিখুন: “maintenance:120:2”।
records-fault-currency = মুদ্রার কোড তিনটি ইংরেজি অক্ষরের, যেমন BDT।
records-fault-zone = এমন কোনো সময় অঞ্চল নেই। একটি উদাহরণ: Asia/Dhaka।
records-fault-quote = এই সারিতে একটি উদ্ধৃতিচিহ্ন শুরু হয়েছে, শেষ হয়নি।
records-fault-utf8 = এই সারি থেকে ফাইলটি UTF-8 হিসেবে সংরক্ষিত নয়।
records-fault-utf16 = ফাইলটি UTF-16 হিসেবে সংরক্ষিত: UTF-8 হিসেবে সংরক্ষণ করুন।
records-fault-empty = ফাইলটি খালি।
records-fault-cells = এই সারিতে শিরোনামের চেয়ে বেশি ঘর আছে।

## পাতা

records-title = রেকর্ড
records-parts = এই পাতার অংশ
records-kind = ধরন
records-kind-owners = মালিক
records-kind-vehicles = গাড়ি
records-kind-odometer = ওডোমিটারের পাঠ
records-kind-terms = ওয়ারেন্টির শর্ত
records-kind-orders = অর্ডার
records-kind-centres = সার্ভিস সেন্টার
records-kind-parts = যন্ত্রাংশ
records-kind-serials = সিরিয়াল নম্বর
records-kind-campaigns = রিকল
records-kind-documents = নথি
records-kind-courses = প্রশিক্ষণের তারিখ
records-search = রেকর্ড খুঁজুন
records-search-placeholder = নাম, নম্বর, ফোন বা VIN
records-count = { $count }টি রেকর্ড
records-found = { $count }টি পাওয়া গেছে
records-none = এই ধরনের কিছু এখনো নেই।
records-none-found = এই খোঁজে কিছু পাওয়া যায়নি।
records-more = আরও দেখান
records-sample = নমুনা
records-export = CSV ফাইলে নামান
records-import = CSV ফাইল যোগ করুন
records-checking = ফাইলটি দেখা হচ্ছে…
records-preview = নতুন { $added }টি, বদলেছে { $changed }টি, একই আছে { $unchanged }টি। এখনো কিছু সংরক্ষণ করা হয়নি।
records-nothing = এই ফাইলে নতুন কিছু নেই: সবই আগে থেকে আছে।
records-store = সব সংরক্ষণ করুন
records-storing = সংরক্ষণ করা হচ্ছে…
records-stored = সংরক্ষণ করা হয়েছে: নতুন { $added }টি, বদলেছে { $changed }টি।
records-mistakes = { $count }টি ভুল আছে। সব ঠিক না করা পর্যন্ত ফাইলের কিছুই সংরক্ষণ করা হবে না।
records-mistakes-more = আরও { $count }টি আছে।
records-row = সারি
records-column = কলাম
records-mistake = কী ভুল
records-id = আইডি
records-change = কী হবে
records-change-new = নতুন
records-change-changed = বদলাবে
records-change-same = একই থাকবে
