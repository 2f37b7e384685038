request-mail-subject = আপনার অনুরোধের নতুন খবর: { $code }
request-mail-body = আপনার অনুরোধের নতুন খবর আছে। নম্বর: { $code }

    এখন কী অবস্থা, এরপর কী হবে: { $link }

    চ্যাটে খবরটি এখনও পড়া হয়নি, তাই এখানে জানালাম। আমরা ই-মেইলে কখনও পাসওয়ার্ড বা ব্যাংকের তথ্য চাই না।

request-step-needs-note = মালিককে কী জানাতে চান, লিখুন।
request-step-needs-reason = কারণটি লিখুন।
request-step-needs-cause = ত্রুটির কারণ লিখুন।
request-step-needs-correction = কী কাজ করা হয়েছে, লিখুন।
request-step-needs-quote = দাম লিখুন।
request-step-needs-slot = একটি সময় বেছে নিন।
request-step-unknown = এমন কোনো অবস্থা নেই।
request-step-not-following = এখনকার অবস্থা থেকে এই অবস্থায় নেওয়া যায় না।
request-step-no-slot = এই সময়টি সেন্টারে খালি নেই। অন্য সময় বেছে নিন।
request-step-too-long = লেখাটি ছোট করুন: সর্বোচ্চ { $limit } অক্ষর।
