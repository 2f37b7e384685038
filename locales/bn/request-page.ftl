request-mail-subject = আপনার অনুরোধের নতুন খবর: { $code }
request-mail-body = আপনার অনুরোধের নতুন খবর আছে। নম্বর: { $code }

    এখন কী অবস্থা, এরপর কী হবে: { $link }

    চ্যাটে খবরটি এখনও পড়া হয়নি, তাই এখানে জানালাম। আমরা ইমেইলে কখনও পাসওয়ার্ড বা ব্যাংকের তথ্য চাই না।

request-step-needs-note = মালিককে কী জানাতে চান, লিখুন।
request-step-needs-reason = কারণটি লিখুন।
request-step-needs-cause = ত্রুটির কারণ লিখুন।
request-step-needs-correction = কী কাজ করা হয়েছে, লিখুন।
request-step-needs-quote = দাম লিখুন।
request-step-needs-slot = একটি সময় বেছে নিন।
request-step-unknown = এমন কোনো অবস্থা নেই।
request-step-not-following = এখনকার অবস্থা থেকে এই অবস্থায় নেওয়া যায় না।
request-step-no-slot = এই সময়টি সেন্টারে খালি নেই। অন্য সময় বেছে নিন।
request-step-begun = এই অ্যাপয়েন্টমেন্টের সময় হয়ে গেছে, তাই এখানে আর বদলানো যাবে না। চ্যাটে আমাদের লিখুন।
request-step-too-long = লেখাটি ছোট করুন: সর্বোচ্চ { $limit } অক্ষর।

request-make-unknown = এটি এখানে জানা নেই। অন্যটি বেছে নিন।
request-page-title = আপনার অনুরোধ
request-page-gone = এই নম্বরের কোনো অনুরোধ নেই, অথবা এর পৃষ্ঠাটি আর দেখা যায় না। নম্বরটি মিলিয়ে দেখুন।
request-page-in-chat = যে চ্যাটে অনুরোধটি করেছিলেন, সেখানেই বিস্তারিত দেখা যাবে।
request-page-vin-end = বিস্তারিত দেখতে ভিআইএনের শেষ ছয়টি অক্ষর লিখুন
request-page-show-more = বিস্তারিত দেখুন
request-page-wrong-end = এই অনুরোধের ভিআইএনের শেষ ছয়টি অক্ষরের সঙ্গে মিলছে না। আবার দেখে লিখুন।
request-page-calendar = ক্যালেন্ডারে যোগ করুন
request-page-calendar-out = ক্যালেন্ডার থেকে বাদ দিন
request-page-log = এ পর্যন্ত যা হয়েছে
request-page-note = আপনার কথা
request-page-chat = চ্যাটে আমাদের লিখুন
request-page-take-time = এই সময়টি পাঠান
request-page-no-times = সামনের দুই সপ্তাহে আর কোনো খালি সময় নেই। চ্যাটে আমাদের লিখুন।
request-page-to-confirmed = এই সময়ে আসব
request-page-to-in-review = পাঠান
request-page-to-ordered = অর্ডার করুন
request-page-to-closed = সব ঠিক আছে, বন্ধ করুন
request-page-to-escalated = আমি সন্তুষ্ট নই
request-page-to-cancelled = অনুরোধ বাতিল করুন
request-page-photos = ছবি ও ফাইল
# $count (number) - files
request-page-photos-added = { $count ->
    [0] কোনো ফাইল যোগ হয়নি।
    [one] ১টি ফাইল যোগ হয়েছে। ধন্যবাদ!
   *[other] { $count }টি ফাইল যোগ হয়েছে। ধন্যবাদ!
}
request-page-photos-add = ছবি, ছোট ভিডিও বা PDF
request-page-photos-hint = ইন্টারনেট ধীর হলে ছবি যেতে একটু সময় লাগে। পেজটি ফিরে আসা পর্যন্ত অপেক্ষা করুন।
request-page-photos-send = যোগ করুন
# $name (text) is the name of a file
request-page-photos-open = { $name } খুলুন
request-page-photos-none = আগে একটি ছবি বা ফাইল বেছে নিন।
request-page-photos-known = এই ফাইলটি আগেই যোগ করা হয়েছে।
request-page-photos-closed = এই অনুরোধ বন্ধ হয়ে গেছে। চ্যাটে আমাদের লিখুন।
# $count (number) - files that the owner added; in the log of the request.
request-files-added = যোগ করা ফাইল: { $count }
