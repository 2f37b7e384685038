### What the chat says about forms, and what it finds when an owner looks something up: requests, centres, recalls, orders, parts, coverage.

## Forms

# The button of a form that makes a request
form-submit = পাঠান
# The button of a form that is answered at once
form-look-up = খুঁজে দেখুন
form-invalid = চিহ্নিত ঘরগুলো দেখুন। এখনও কিছু পাঠানো হয়নি, আপনার লেখা রয়ে গেছে।
form-closed = এই ফর্মটি আগেই জমা হয়েছে। আরেকটি পাঠাতে হলে ফর্মটি নতুন করে খুলুন।
request-moved-on = এর মধ্যে অনুরোধটির অবস্থা বদলে গেছে। সর্বশেষ অবস্থাটি উপরে দেখুন।
request-another-time = অন্য সময় বেছে নিন
request-another-time-intro = { $place }। এখনকার সময়: { $when }। নতুন সময় না পাঠানো পর্যন্ত এটি আপনারই থাকবে।
form-km = { $km } কিমি
form-consent-given = আপনি সম্মত।
# $count (number) - files that were handed in
form-files = { $count ->
    [0] কোনো ফাইল নেই
    [one] ১টি ফাইল
   *[other] { $count }টি ফাইল
}

## Requests

# Heading of a card with one or more requests
look-up-status = আপনার অনুরোধ
look-up-status-none = এই নম্বরের কোনো অনুরোধ নেই। আমাদের দেওয়া নম্বরটির সঙ্গে মিলিয়ে দেখুন।
look-up-status-private = গাড়ির ভিআইএন দিয়ে আমরা শুধু এই চ্যাটে করা অনুরোধ দেখাই; এই গাড়ির কোনোটি নেই। অনুরোধের নম্বর দিন।
look-up-number = নম্বর
look-up-state = অবস্থা
look-up-since = কবে থেকে
look-up-next = এরপর কী

## Service centres

look-up-centres = সার্ভিস সেন্টার: { $town }
# There is none in the town itself
look-up-centres-near = নিকটতম সার্ভিস সেন্টার: { $town }
look-up-centres-none = সেখানে বা কাছাকাছি আমাদের সার্ভিস সেন্টার নেই। আমাদের প্রতিনিধির সঙ্গে কথা বলুন: একসঙ্গে উপায় বের করব।
look-up-address = ঠিকানা
look-up-hours = সময়সূচি
look-up-now = এখন
look-up-open = খোলা
# $moment is a date and a time of day
look-up-closed = বন্ধ; খুলবে { $moment }
look-up-distance = সরলরেখায় দূরত্ব

## Recalls

look-up-recalls = রিকল: { $vin }
look-up-recalls-none = এই গাড়ির কোনো রিকলের কাজ বাকি নেই।
look-up-recalls-unknown = এই গাড়ি আমাদের তালিকায় নেই, আর কোনো রিকলেও এর উল্লেখ নেই। গাড়ির কাগজের সঙ্গে ভিআইএন মিলিয়ে দেখুন।
look-up-recalls-open = এই গাড়ি রিকলের আওতায়। মেরামত বিনা মূল্যে।
# Heading of a mark that all is well
look-up-recall-clear = কোনো রিকল বাকি নেই
# Label of a recall's own number
look-up-recall-number = রিকল
look-up-recall-what = কী করা হবে
look-up-recall-free = মেরামত বাকি, বিনা মূল্যে
look-up-recall-done = মেরামত হয়েছে
look-up-recall-warning = জরুরি
look-up-recall-stop = মেরামত না হওয়া পর্যন্ত গাড়ি চালাবেন না।
look-up-vin-check = এই ভিআইএনের যাচাই সংখ্যাটি মেলে না। অনেক নির্মাতা এটি ব্যবহার করে না, তবু ভিআইএন আরেকবার মিলিয়ে দেখুন।

## Orders

look-up-order = অর্ডার { $number }
look-up-order-title = আপনার অর্ডার
look-up-order-none = এই নম্বরের কোনো অর্ডার নেই। আপনার চুক্তির সঙ্গে মিলিয়ে দেখুন।
look-up-stage-placed = অর্ডার নেওয়া হয়েছে
look-up-stage-built = তৈরি হয়েছে
look-up-stage-dispatched = পাঠানো হয়েছে
look-up-stage-in-transit = পথে আছে
look-up-stage-at-customs = কাস্টমসে আছে
look-up-stage-at-centre = সার্ভিস সেন্টারে আছে
look-up-stage-handed-over = হস্তান্তর করা হয়েছে
look-up-stage-cancelled = বাতিল
look-up-place = কোথায় আছে
look-up-expected = পৌঁছানোর তারিখ
look-up-carrier = পরিবহন সংস্থা
look-up-carrier-number = পরিবহন সংস্থার নম্বর
look-up-updated = সর্বশেষ খবর

## Parts

look-up-parts = যন্ত্রাংশ
look-up-parts-none = এই নামে যন্ত্রাংশ পাওয়া যায়নি। আমাদের লিখুন: একজন বিশেষজ্ঞ খুঁজে দেখবেন।
look-up-parts-ask = যন্ত্রাংশের দাম জানুন
look-up-parts-quote = চূড়ান্ত দাম কোটেশনে জানানো হবে।
look-up-part-number = যন্ত্রাংশের নম্বর
look-up-fits = যে গাড়িতে লাগে
look-up-all-models = সব মডেল
look-up-price = দাম
look-up-delivery = সাধারণত পৌঁছায়
# $number is the serial number on a part's label
look-up-label = লেবেল { $number }
look-up-label-known = নম্বরটি আমাদের আসল যন্ত্রাংশের তালিকায় আছে, আজকের আগে কেউ এটি যাচাই করেননি।
look-up-label-before = নম্বরটি আমাদের তালিকায় আছে, তবে আগে এটি যাচাই করা বা লাগানো হয়েছে: { $day }। আপনি না করে থাকলে যন্ত্রাংশ লাগানোর আগে আমাদের জিজ্ঞেস করুন।
look-up-label-unknown = আমাদের তালিকায় নেই
look-up-label-unknown-help = নম্বরটি লেবেলের সঙ্গে আরেকবার মিলিয়ে দেখুন। ঠিক থাকলে কেনা বা লাগানোর আগে আমাদের জিজ্ঞেস করুন।

## Warranty

look-up-coverage = ওয়ারেন্টি: { $model }
look-up-coverage-title = আপনার গাড়ি
look-up-coverage-unknown = এই গাড়ি আমাদের তালিকায় নেই, তাই কী কী ওয়ারেন্টিতে আছে বলতে পারছি না। গাড়ির কাগজের সঙ্গে ভিআইএন মিলিয়ে দেখুন, অথবা প্রতিনিধির সঙ্গে কথা বলুন।
look-up-coverage-none = এই গাড়ির ওয়ারেন্টির শর্ত আমাদের কাছে লেখা নেই। প্রতিনিধির সঙ্গে কথা বলুন।
look-up-coverage-km = মাইলেজও গোনা হয়: মাইলেজ জানান, তাহলে নিশ্চিত করে বলতে পারব।
look-up-until = শেষ দিন
# Label of a mileage
look-up-km-limit = অথবা যত কিমি পর্যন্ত
look-up-left = বাকি সময়
look-up-km-left = বাকি কিলোমিটার
look-up-months = { $months } মাস
look-up-days = { $days } দিন
look-up-capacity = ব্যাটারির ধারণক্ষমতা
look-up-capacity-below = { $percent }%-এর নিচে নামলে মেরামত
look-up-serial = সিরিয়াল নম্বর

## Paying in months

look-up-plan = কিস্তিতে পরিশোধ
look-up-plan-example = একটি উদাহরণ
look-up-plan-bank = সিদ্ধান্ত ও সঠিক শর্ত জানাবে সহযোগী ব্যাংক; এই উদাহরণে সুদ ধরা হয়নি।
look-up-plan-sum = মোট
look-up-plan-months = মাস
look-up-plan-monthly = প্রতি মাসে
look-up-plan-local = আনুমানিক প্রতি মাসে (মোট)
look-up-plan-too-little = কিস্তি সম্ভব { $usd } মার্কিন ডলার থেকে।
look-up-plan-no-months = { $from } থেকে { $to } মাসের মধ্যে বেছে নিন।
