### সার্ভারের নিজের লেখা: ত্রুটির বার্তা, টীকা, কাজের সময় এবং কমান্ড লাইন।
### পাতাগুলোর লেখা আলাদা ফাইলে: chat.ftl, desk.ftl, home.ftl।
###
### অনুবাদকের জন্য: ছোট, শান্ত, ভদ্র বাক্য; এখন কী করতে হবে তা বলুন। সব সময় “আপনি”। { placeable }-এর সঙ্গে বিভক্তি জুড়বেন না।

## ত্রুটির বার্তা

error-bad-request = বার্তাটি পড়া যায়নি। অনুগ্রহ করে পাতাটি আবার খুলে চেষ্টা করুন।
error-unknown-type = পাতাটির নতুন সংস্করণ এসেছে। অনুগ্রহ করে পাতাটি আবার খুলে চেষ্টা করুন।
error-too-large = লেখাটি একটু বেশি বড় হয়ে গেছে: সর্বোচ্চ { $limit } অক্ষর পাঠানো যায়। অনুগ্রহ করে ছোট করে বা কয়েক ভাগে পাঠান।
error-not-found = এটি খুঁজে পাওয়া যায়নি। অনুগ্রহ করে পাতাটি আবার খুলে দেখুন।
error-forbidden = এই সুবিধাটি এখানে আপনার জন্য চালু নেই। প্রয়োজন হলে আমাদের টিমকে জানান।
error-rate-limited = { $seconds ->
    [0] অনুগ্রহ করে একটু অপেক্ষা করে আবার পাঠান।
   *[other] অনুগ্রহ করে { $seconds } সেকেন্ড অপেক্ষা করে আবার পাঠান।
}
error-busy = { $seconds ->
    [0] এই মুহূর্তে অনেক অনুরোধ আসছে। অনুগ্রহ করে একটু পরে আবার চেষ্টা করুন।
   *[other] এই মুহূর্তে অনেক অনুরোধ আসছে। অনুগ্রহ করে { $seconds } সেকেন্ড পরে আবার চেষ্টা করুন।
}
error-read-only = এই মুহূর্তে নতুন কিছু সংরক্ষণ করা যাচ্ছে না, তবে আগের সবকিছু পড়তে পারবেন। অনুগ্রহ করে কয়েক মিনিট পরে আবার চেষ্টা করুন।
error-id-conflict = আগে যা পাঠানো হয়েছিল, তার সঙ্গে এই বার্তাটি মিলছে না। অনুগ্রহ করে এটি নতুন বার্তা হিসেবে পাঠান।
error-already-claimed = আপনার একজন সহকর্মী এই কথোপকথনটি আগেই নিয়েছেন। অনুগ্রহ করে অপেক্ষায় থাকা আরেকটি নিন।
error-stale-claim = এই কথোপকথনটি এখন আর আপনার দায়িত্বে নেই। বর্তমান অবস্থা দেখতে এটি আবার খুলুন।
error-closed = এই কথোপকথনটি শেষ হয়েছে। আরও লিখতে হলে অনুগ্রহ করে আগে এটি আবার চালু করুন।
error-unauthenticated = চালিয়ে যেতে অনুগ্রহ করে লগ ইন করুন।
error-csrf = নিরাপত্তার কারণে পাতাটির মেয়াদ শেষ হয়েছে। অনুগ্রহ করে এটি আবার খুলে চেষ্টা করুন।
error-stale-revision = এর মধ্যে আরেকজন নতুন সংস্করণ সংরক্ষণ করেছেন। অনুগ্রহ করে সর্বশেষ সংস্করণটি খুলে সেখানে পরিবর্তন করুন।
error-invalid = কিছু তথ্য বাদ পড়েছে বা ঠিক করা দরকার। অনুগ্রহ করে দেখে নিয়ে আবার পাঠান।
error-body-too-large = একবারে এত বেশি তথ্য নেওয়া যায় না। অনুগ্রহ করে কম করে পাঠান।
error-method-not-allowed = এই ঠিকানাটি এভাবে কাজ করে না। অনুগ্রহ করে পাতাটি আবার খুলে চেষ্টা করুন।
error-precondition-required = অনুগ্রহ করে আগে সর্বশেষ সংস্করণটি খুলুন, তারপর সেখানে পরিবর্তন করুন।
error-internal = আমাদের দিকে একটি সমস্যা হয়েছে। অনুগ্রহ করে আবার চেষ্টা করুন; আবার হলে এই অনুরোধের নম্বরটি আমাদের টিমকে জানান।

## কর্মী ব্যবস্থাপনা (অ্যাডমিনদের জন্য)

error-last-admin = লগ ইন করতে পারেন এমন অ্যাডমিন আর কেউ নেই। অনুগ্রহ করে আগে আরেকজনকে অ্যাডমিন করুন।
error-last-entry = এটিই প্রকাশিত একমাত্র উত্তর। প্রত্যাহারের আগে অনুগ্রহ করে আরেকটি প্রকাশ করুন।
error-in-use = অন্য কোনো গাড়ি, অর্ডার বা অনুরোধে এই রেকর্ডের উল্লেখ আছে। অনুগ্রহ করে আগে সেটি বদলান।
error-gate = এটি প্রকাশ করলে অন্য প্রশ্নের উত্তরও বদলে যাবে। অনুগ্রহ করে পরিবর্তনগুলো দেখুন, তারপরও প্রকাশ করতে চাইলে কারণ লিখুন।
error-own-account = আপনি নিজেকে নিষ্ক্রিয় করতে বা নিজের ভূমিকা বদলাতে পারবেন না। অনুগ্রহ করে আরেকজন অ্যাডমিনকে বলুন।
error-account-disabled = এই কর্মীর অ্যাকাউন্ট নিষ্ক্রিয় আছে। অনুগ্রহ করে আগে সেটি সক্রিয় করুন।
error-link-expired = এই লিংকের মেয়াদ শেষ হয়েছে অথবা এটি ব্যবহার করা হয়ে গেছে। অনুগ্রহ করে একজন অ্যাডমিনের কাছে নতুন লিংক চান।
error-identity-expired = আমাদের সাইটে আপনার লগইনের মেয়াদ শেষ হয়েছে, তাই সেটি এখানে ব্যবহার করা যায়নি। তবু আপনি এখানে লিখতে পারেন। নিজের পরিচয়ে চালিয়ে যেতে অনুগ্রহ করে পেজটি আবার লোড করুন।
error-identity-foreign = আপনার লগইনটি অন্য একটি সাইটের, তাই সেটি এখানে ব্যবহার করা যায়নি। তবু আপনি এখানে লিখতে পারেন।
error-identity-forged = আপনার লগইন যাচাই করা যায়নি, তাই সেটি এখানে ব্যবহার করা হয়নি। তবু আপনি এখানে লিখতে পারেন। নিজের পরিচয়ে চালিয়ে যেতে অনুগ্রহ করে আমাদের সাইটে আবার লগইন করুন।
error-identity-too-long = আপনার লগইনের মেয়াদ অনুমোদিত সময়ের চেয়ে বেশি, তাই সেটি এখানে ব্যবহার করা যায়নি। তবু আপনি এখানে লিখতে পারেন।
error-offset = এর মধ্যে আপলোড আরও এগিয়েছে। এটি নিজে থেকেই চলবে।
error-tus-version = পাতাটির নতুন সংস্করণ এসেছে। অনুগ্রহ করে পাতাটি আবার খুলে চেষ্টা করুন।
error-file-too-large = ফাইলটি বেশি বড়: সর্বোচ্চ { $limit } মেগাবাইট নেওয়া যায়। অনুগ্রহ করে ছোট একটি পাঠান।
error-files-full = এই চ্যাটে আর ফাইল রাখার জায়গা নেই। অনুগ্রহ করে বাকিগুলো ই-মেইলে পাঠান অথবা টেকনিশিয়ানকে বলুন।
error-file-type = আমরা ছবি (JPEG, PNG, WebP), PDF, ভিডিও (MP4, WebM) ও কণ্ঠবার্তা নিতে পারি। অনুগ্রহ করে এর কোনো একটি পাঠান।
error-file-mismatch = ফাইলটির নামের সঙ্গে ভেতরের বিষয় মিলছে না। অনুগ্রহ করে মূল ফাইলটি পাঠান।
error-file-broken = ফাইলটি নষ্ট অথবা পুরোটা আসেনি। অনুগ্রহ করে আবার পাঠান, নয়তো অন্য একটি পাঠান।
error-too-many-pixels = ছবিটি খোলার পক্ষে বেশি বড়: সর্বোচ্চ ৪০ মেগাপিক্সেল। অনুগ্রহ করে ছোট করে আবার পাঠান।
error-too-few-pixels = ছবিটি এত ছোট যে কিছু দেখা যায় না। অনুগ্রহ করে আরেকটি পাঠান।
error-disk-full = এই মুহূর্তে ফাইল রাখার জায়গা নেই। অনুগ্রহ করে এতে কী আছে লিখে জানান, অথবা পরে আবার চেষ্টা করুন।
error-no-file = একটি ফাইল আর নেই। অনুগ্রহ করে সেটি আবার যুক্ত করুন।
invalid-email-missing = অনুগ্রহ করে একটি ইমেইল ঠিকানা লিখুন।
invalid-email-too-long = ইমেইল ঠিকানা সর্বোচ্চ { $limit } অক্ষরের হতে পারে।
invalid-email-format = ইমেইল ঠিকানাটি সম্পূর্ণ নয়।
invalid-email-taken = এই ইমেইল ঠিকানার একজন কর্মী আগে থেকেই আছেন।
invalid-email-disabled = এই ইমেইল ঠিকানার কর্মীর অ্যাকাউন্ট নিষ্ক্রিয় আছে। নতুন করে যোগ না করে সেটি সক্রিয় করুন।
invalid-name-missing = অনুগ্রহ করে নাম লিখুন।
invalid-name-too-long = নাম সর্বোচ্চ { $limit } অক্ষরের হতে পারে।
invalid-name-format = নামটিতে এমন চিহ্ন আছে যা দেখানো যায় না।
invalid-languages-format = অনুগ্রহ করে প্রতিটি ভাষা একবার করে বেছে নিন।
invalid-password-too-short = পাসওয়ার্ড কমপক্ষে { $limit } অক্ষরের হতে হবে।
invalid-password-too-long = পাসওয়ার্ড সর্বোচ্চ { $limit } অক্ষরের হতে পারে।

## লগ ইন (কর্মীদের জন্য)

login-failed = ইমেইল ঠিকানা অথবা পাসওয়ার্ড মিলছে না। অনুগ্রহ করে দুটিই দেখে নিয়ে আবার চেষ্টা করুন।

## চ্যাট

greeting = { $company } বিক্রয়োত্তর সেবায় আপনাকে স্বাগতম। আপনার গাড়ি সম্পর্কে কী জানতে চান? এখানে লিখুন।
answer-in-other-language = এই উত্তরটি এখনো বাংলায় নেই, তাই অন্য ভাষায় দেওয়া হলো। ভাষা: { $language }।
answer-may-be-wrong = এই উত্তরটি এখন সংশোধন করা হচ্ছে, তাই এতে ভুল থাকতে পারে। সন্দেহ হলে অনুগ্রহ করে একজন কর্মীর সঙ্গে কথা বলুন।
language-bn = বাংলা
language-kk = কাজাখ
language-en = ইংরেজি
language-ru = রুশ

## সারি

leave-question = টেকনিশিয়ানের অপেক্ষার সারি থেকে আপনাকে কি সরিয়ে দেব?
leave-yes = হ্যাঁ, সরিয়ে দিন
leave-no = না, অপেক্ষা করব
leave-left = আপনি এখন আর অপেক্ষার সারিতে নেই। দরকার হলে যেকোনো সময় এখানে লিখুন।
leave-stays = ঠিক আছে, সারিতে আপনার জায়গা আগের মতোই আছে।

## বিপদ: প্রশ্নটি, আর নিরাপত্তা কার্ডের চারপাশের কথা

danger-question = এই মুহূর্তে কেউ কি বিপদে আছেন?
danger-question-yes = হ্যাঁ, কেউ বিপদে আছেন
danger-question-no = না, কেউ বিপদে নেই
danger-label-emergency = জরুরি সেবা
danger-label-roadside = রোডসাইড সহায়তা
danger-said-no = জেনে স্বস্তি পেলাম। অবস্থা বদলালে এখানে লিখুন, অথবা সঙ্গে সঙ্গে { $number } নম্বরে ফোন করুন।
danger-acknowledge-1 = একজন টেকনিশিয়ান এখানেই এটি পড়বেন। আগে নিজে নিরাপদ থাকুন, অন্যদেরও নিরাপদ রাখুন।
danger-acknowledge-2 = আপনার বার্তা টেকনিশিয়ানের জন্য এই চ্যাটে রাখা আছে। অবস্থা খারাপ হলে সঙ্গে সঙ্গে { $number } নম্বরে ফোন করুন।
danger-acknowledge-3 = টেকনিশিয়ানের জন্য এটি রাখা হলো। যেখানে আছেন সেখানে নিরাপদ না হলে আগে সরে যান, পরে লিখুন।
danger-again = আগে ওপরের নিরাপত্তা সতর্কতায় যা বলা আছে, তা করুন। অবস্থা খারাপ হলে সঙ্গে সঙ্গে { $number } নম্বরে ফোন করুন।
danger-alerted = আমাদের টেকনিশিয়ানদের সতর্ক করা হয়েছে, তাঁরা এখানেই আপনাকে লিখবেন।
danger-nobody-here = এখন ডেস্কে কোনো টেকনিশিয়ান নেই। আমাদের ফোন করুন: { $phone }

## কেউ দায়িত্ব না নিলে বিপদের ইমেইল

alert-subject = বিপদ: এই চ্যাটের দায়িত্ব কেউ নেননি
alert-body = একজন মালিক বিপদের কথা জানিয়েছেন, কিন্তু কোনো টেকনিশিয়ান চ্যাটটির দায়িত্ব নেননি।

    নিরাপত্তা কার্ড: { $title }
    মালিকের ভাষা: { $language }
    অপেক্ষায় আছেন যখন থেকে: { $since }
    চ্যাট: { $conversation }

    দায়িত্ব নিন এখানে: { $link }
alert-test-subject = Aftercare: বিপদ সংকেতের পরীক্ষা
alert-test-body = এটি শুধুই পরীক্ষা: কেউ বিপদে নেই। ডেস্কে কেউ দায়িত্ব না নিলে বিপদের খবর এই ঠিকানায় আসবে।

    ডেস্ক: { $link }

## কাজের সময়

hours-line = { $days }, { $open }–{ $close }
hours-line-day-and-night = { $days }, দিনরাত ২৪ ঘণ্টা
hours-day-range = { $first }–{ $last }
hours-every-day = প্রতিদিন
hours-in-zone = { $hours }, { $city } সময়
hours-city = { $zone ->
    [Asia-Dhaka] ঢাকা
    [Asia-Almaty] আলমাতি
   *[other] { $city }
}
holidays-next = সামনের ছুটির দিন: { $list }।
holidays-item = { $name } ({ $date })
holidays-range = { $first } – { $last }
holidays-moon = { $date }, চাঁদ দেখা সাপেক্ষে
holidays-expected = { $date }, সম্ভাব্য
holidays-moon-expected = { $date }, সম্ভাব্য, চাঁদ দেখা সাপেক্ষে
holidays-closed = { $name }: { $date }। তখন আমাদের টেকনিশিয়ানরা ছুটিতে থাকবেন।
holidays-open = { $name }: { $date }। তখন আমাদের টেকনিশিয়ানরা যথারীতি কাজ করবেন।

duration-minutes = { $count ->
    [0] এক মিনিটের কম
   *[other] প্রায় { $count } মিনিট
}
duration-hours = প্রায় { $count } ঘণ্টা
duration-days = প্রায় { $count } দিন

## বটের নিজের কথা

# উত্তরে কাজ না হলে বা মালিক রেগে গেলে, টেকনিশিয়ান ডাকার আগে।
apology = দুঃখিত, আপনার উপকারে আসতে পারলাম না। একজন টেকনিশিয়ান আপনাকে সাহায্য করবেন।

## কমান্ড লাইন: `aftercare ask`

cli-answer = উত্তর: { $title }
cli-suggestions = নিশ্চিত নই। আপনি কি এগুলোর কোনোটি জানতে চাইছেন?
cli-safety = বিপদ: { $title }
cli-handoff = নিশ্চিত কোনো উত্তর নেই। চ্যাটে এখান থেকে একজন টেকনিশিয়ান দায়িত্ব নেন।
cli-person-asked = মালিক প্রতিনিধির সঙ্গে কথা বলতে চান। চ্যাটে এখান থেকে একজন টেকনিশিয়ান দায়িত্ব নেন।
cli-entry = এন্ট্রি: { $entry } (সম্ভাবনা: { $percent }%)
cli-language = ভাষা: { $language }
cli-checked = { $entries }টি বিষয়, { $errors }টি ভুল, { $warnings }টি সতর্কবার্তা

# FAQ-এর কোনো লেখায় যা ঠিক নেই; ঘরটির পাশে দেখানো হয়।
faq-fault-missing = অনুগ্রহ করে এটি পূরণ করুন।
faq-fault-too-long = এটি বেশি বড়: সর্বোচ্চ { $limit }টি অক্ষর হতে পারে।
faq-fault-too-many = এখানে বেশি হয়ে গেছে: সর্বোচ্চ { $limit }টি হতে পারে।
faq-fault-format = এখানকার কিছু সংরক্ষণ করা যায় না। নামে শুধু a–z, 0–9 আর - থাকতে পারে।
faq-fault-taken = এই নামটি আগেই নেওয়া হয়েছে। অনুগ্রহ করে আরেকটি নাম দিন।
faq-fault-placeholder = বন্ধনীর ভেতরের { $name } নামটি অজানা। অনুগ্রহ করে তালিকার নামগুলোর একটি ব্যবহার করুন।
faq-fault-unknown = { $name } নামে কিছু প্রকাশিত নেই।
faq-fault-needed = নিরাপত্তা কার্ড { $name } এই লেখাটির ওপর নির্ভর করে। অনুগ্রহ করে আগে কার্ডটি বদলান।
faq-fault-also-of = “{ $text }” প্রশ্নটি { $name } লেখাটিতেও আছে: যিনি এটি জিজ্ঞেস করবেন, তিনি দুটির যেকোনো উত্তর পেতে পারেন।
faq-fault-past = এই সময়টি পেরিয়ে গেছে। অনুগ্রহ করে পরের কোনো সময় বেছে নিন।
faq-fault-file-empty = ফাইলটি খালি। অনুগ্রহ করে অন্য একটি বেছে নিন।
faq-fault-file-type = নাম যা-ই হোক, এটি PDF নয়, PNG, JPEG বা WebP ছবিও নয়। অনুগ্রহ করে এগুলোর কোনো একটি হিসেবে সংরক্ষণ করুন।
faq-fault-file-cut-off = ফাইলটি অসম্পূর্ণ বা নষ্ট। অনুগ্রহ করে আপনার ডিভাইসে খুলে নতুন করে সংরক্ষণ করুন, তারপর আবার চেষ্টা করুন।
faq-fault-file-pixels = ছবিটি বেশি বড়: প্রস্থে ও উচ্চতায় সর্বোচ্চ { $limit } পিক্সেল, সব মিলিয়ে { $million } মিলিয়ন। অনুগ্রহ করে ছোট করুন।
faq-fault-file-small = ছবিটি এত ছোট যে কিছু দেখা যায় না: প্রস্থে ও উচ্চতায় অন্তত { $limit } পিক্সেল দরকার। অনুগ্রহ করে অন্য একটি বেছে নিন।
# $kind: PDF, PNG, JPEG or WebP
faq-fault-file-name = ফাইলটির ভেতরে আছে { $kind }, কিন্তু নামের শেষে তা নেই। অনুগ্রহ করে নাম বদলান।
faq-fault-file-kind = ছবির জায়গায় শুধু ছবি, আর PDF-এর জায়গায় শুধু PDF রাখা যায়। অনুগ্রহ করে তেমন ফাইল বেছে নিন, অথবা এটি নতুন ফাইল হিসেবে যোগ করুন।
faq-fault-file-in-use = কিছু বিষয়ে এই ফাইলটি লাগে: প্রকাশিত লেখায়, খসড়ায় বা আগের কোনো সংস্করণে। কোনো বিষয়ে না থাকলেই এটি মোছা যায়।
faq-fault-file-size = ফাইলটি বেশি বড়: সর্বোচ্চ { $limit } মেগাবাইট। অনুগ্রহ করে ছোট করুন।
faq-fault-files-full = আর ফাইল রাখার জায়গা নেই: সব মিলিয়ে { $limit } মেগাবাইট পর্যন্ত রাখা যায়। নতুন কিছু রাখা হয়নি, আগের সব ঠিক আছে।
faq-fault-no-file = { $name } ফাইলটি সার্ভারে নেই। অনুগ্রহ করে আপলোড করুন, অথবা উত্তর থেকে বাদ দিন।

# সম্পাদকদের আনা বা লেখা ফাইলের ভুল।
faq-check-act = “{ $name }” নামে কোনো কাজ নেই। যা আছে: { $known }।
faq-check-act-twice = “{ $name }” কাজটি এখানে দুবার আছে।
faq-check-action = “{ $name }” নামে কোনো ফর্ম নেই। যা আছে: { $known }।
faq-check-action-one = একটি বিষয় একটিই ফর্ম দেয়, কয়েকটি নয়।
faq-check-also-of = “{ $text }” প্রশ্নটি { $entry } বিষয়েও আছে।
faq-check-article-empty = বাদ দেওয়া হয়েছে: “{ $text }”-এর কোনো লেখা নেই ({ $language })।
faq-check-article-foreign = বাদ দেওয়া হয়েছে: “{ $text }” { $locale } ভাষায়, যা এখানে জানা নেই।
faq-check-article-hidden = বাদ দেওয়া হয়েছে: “{ $text }” ওখানে প্রকাশিত নয় ({ $status })।
faq-check-article-locale = “{ $text }” নিবন্ধের ভাষা বলা নেই।
faq-check-article-title = এই নিবন্ধের শিরোনাম নেই।
faq-check-base64 = এখানে ফাইলের বাইট Base64 আকারে থাকতে হবে।
faq-check-card = { "[" }{ $name }] safety.toml-এর কোনো কার্ড নয়, [near]-ও নয়।
faq-check-card-entry = নিরাপত্তা কার্ডে “{ $name }” লেখা আছে, কিন্তু এমন কোনো বিষয় নেই।
faq-check-card-twice = আরেকটি কার্ডেরও আইডি “{ $name }”।
faq-check-category = “{ $name }” থেকে বিভাগের নাম হয় না। নামে শুধু a–z, 0–9 ও - থাকে।
faq-check-category-taken = “{ $name }” অন্য একটি ফোল্ডারের নাম। অনুগ্রহ করে অন্য বিভাগ বেছে নিন।
faq-check-cell-error = সেলে { $what } দেখাচ্ছে: এর সূত্রে ভুল আছে।
faq-check-cell-long = একটি সেলে { $limit } অক্ষরের বেশি আছে।
faq-check-clash = একই বিষয়ের `{ $field }` { $row } নম্বর সারিতে অন্যভাবে লেখা আছে।
faq-check-clash-cell = একই বিষয়ের `{ $field }` { $row } নম্বর সারির { $column } কলামে অন্যভাবে লেখা আছে।
faq-check-column-unused = বাদ দেওয়া হয়েছে: “{ $name }” নামে এখানে কিছু নেই।
faq-check-columns-both = কলাম { $first } ও { $second } দুটিই `{ $field }`{ $of }। কোনটি ঠিক তা বলে দিন, অন্যটি বাদ দিন।
faq-check-columns-many = { $limit }টির বেশি কলাম আছে।
faq-check-cut-off = ফাইলটি একটি অক্ষরের মাঝখানে শেষ হয়েছে: এটি অসম্পূর্ণ।
faq-check-damaged = ওয়ার্কবুকটি নষ্ট ({ $what })। নতুন করে সংরক্ষণ করে আবার চেষ্টা করুন।
faq-check-danger-language = ফাইলের নাম ভাষা দিয়ে শুরু হতে হবে, যেমন en.txt, bn-latn.txt বা ru-2.txt।
faq-check-danger-twice = “{ $text }” আগেই [{ $name }]-এর নিচে আছে ({ $file }:{ $line })।
faq-check-empty = এই ফাইলে কোনো বিষয় নেই।
faq-check-encoding = ফাইলের অক্ষর পড়া যাচ্ছে না। “CSV UTF-8” বা ওয়ার্কবুক (.xlsx) হিসেবে সংরক্ষণ করুন।
faq-check-entries-many = { $limit }টির বেশি বিষয় আছে: বাকিগুলো পড়া হয়নি।
faq-check-entry-object = প্রতিটি বিষয় দ্বিতীয় বন্ধনীর ভেতর একটি অবজেক্ট হতে হবে।
faq-check-entry-twice = “{ $name }” বিষয়টি আগে থেকেই আছে: { $file }।
faq-check-few = `{ $field }`-এ অন্তত { $limit }টি লাগবে।
faq-check-field-empty = `{ $field }` খালি।
faq-check-field-object = `{ $field }` দ্বিতীয় বন্ধনীর ভেতর একটি অবজেক্ট হতে হবে।
faq-check-field-string = `{ $field }` উদ্ধৃতি চিহ্নের ভেতর লেখা হতে হবে।
faq-check-file-language = ফাইলের নাম একটি ভাষা হতে হবে: { $known }।
faq-check-file-name = “{ $name }” ফাইলের নাম হতে পারে না: শুধু a–z, 0–9 ও -, শেষে .pdf, .png, .jpg, .jpeg বা .webp।
faq-check-file-twice = { $name } ফাইলটি দুবার এসেছে, দুই রকম।
faq-check-files-many = { $limit }টির বেশি ফাইল: বাকিগুলো পড়া হয়নি।
faq-check-heading = বার্তা কোনো শিরোনামের নিচে থাকতে হবে: [near] বা [safety.toml-এর কার্ডের আইডি]।
faq-check-id-form = আইডিতে শুধু a–z, 0–9 ও - থাকতে পারে, সর্বোচ্চ { $limit } অক্ষর: “{ $name }”।
faq-check-id-none = শিরোনাম থেকে আইডি তৈরি হয় না। বিষয়টিকে একটি আইডি দিন।
faq-check-item-empty = `{ $field }`-এ একটি খালি লেখা আছে।
faq-check-item-long = `{ $field }`-এর একটি অংশ { $limit } অক্ষরের বেশি।
faq-check-json = এটি JSON নয় ({ $what })।
faq-check-key = “{ $name }” এখানে কিছু বোঝায় না। যা আছে: { $known }।
faq-check-key-unused = বাদ দেওয়া হয়েছে: `{ $name }` এখানে কিছু বোঝায় না।
faq-check-language = “{ $text }” এখানে জানা কোনো ভাষা নয়। যা আছে: { $known }।
faq-check-language-which = এটি কোন ভাষা? “language” কলাম যোগ করুন, শিরোনামে লিখুন, যেমন “answer (kk)”, অথবা পুরো ফাইলের ভাষা বেছে নিন।
faq-check-large = ফাইলটি { $limit } মেগাবাইটের বেশি।
faq-check-line-long = লাইনটি { $limit } অক্ষরের বেশি।
faq-check-list = এটি লেখার তালিকা হতে হবে।
faq-check-list-empty = এটি লেখার তালিকা হতে হবে, কোনোটি খালি নয়।
faq-check-long = { $field ->
    [title] শিরোনামে
    [phrasing] প্রশ্নে
    [answer] উত্তরে
   *[other] `{ $field }`-এ
} { $length }টি অক্ষর: সর্বোচ্চ { $limit }টি চলে।
faq-check-mapping-column = এখানে “{ $name }” নামে কোনো কলাম নেই।
faq-check-member-long = “{ $text }” { $limit } অক্ষরের বেশি।
faq-check-messages-many = { $limit }টির বেশি বার্তা: বাকিগুলো পড়া হয়নি।
faq-check-missing = `{ $field }` নেই।
faq-check-name-form = `{ $field }`-এ শুধু a–z, 0–9, - ও _ থাকতে পারে: “{ $text }”।
faq-check-no-answer = উত্তর নেই ({ $language })।
faq-check-no-file = উত্তরে { $name } ফাইলের কথা আছে, কিন্তু ফাইলটি নেই।
faq-check-no-headers = কলামের শিরোনাম নেই। প্রথম দিকের কোনো সারিতে কলামের নাম লাগবে, যেমন id, language, title, phrasings, answer।
faq-check-no-language = কোনো ভাষার লেখা নেই, অন্তত একটি লাগবে: { $known }।
faq-check-no-text = “{ $name }” বিষয়ে কোনো ভাষায় লেখা নেই।
faq-check-no-title = শিরোনাম নেই ({ $language })।
faq-check-not-list = `{ $field }` লেখার তালিকা হতে হবে।
faq-check-not-string = `{ $field }` উদ্ধৃতি চিহ্নের ভেতর লেখা হতে হবে।
faq-check-not-utf16 = ফাইলের অক্ষর পড়া যাচ্ছে না: এটি UTF-16 নয়।
faq-check-not-utf8 = ফাইলের অক্ষর পড়া যাচ্ছে না। UTF-8 হিসেবে সংরক্ষণ করুন।
faq-check-nul = `{ $field }`-এ এমন একটি অক্ষর (NUL) আছে যা রাখা যায় না।
faq-check-nul-character = এমন একটি অক্ষর (NUL) আছে যা রাখা যায় না।
faq-check-nul-utf8 = এমন একটি অক্ষর (NUL) আছে যা রাখা যায় না। ফাইলটি UTF-8 হিসেবে সংরক্ষণ করুন।
faq-check-number = `{ $field }` ১ থেকে { $limit } পর্যন্ত একটি সংখ্যা হতে হবে।
faq-check-object = এটি দ্বিতীয় বন্ধনীর ভেতর একটি অবজেক্ট হতে হবে।
faq-check-offtopic = “{ $text }” প্রশ্নটি { $entry } বিষয়ের, যার উত্তর আছে।
faq-check-one-of = `{ $field }` “{ $text }” হয়েছে, হতে পারে: { $known }।
faq-check-other-unicode = ফাইলটি UTF-16 বা UTF-32 হিসেবে সংরক্ষিত। UTF-8 হিসেবে সংরক্ষণ করুন।
faq-check-package = এটি XLSX বা ODS ওয়ার্কবুক নয়।
faq-check-parts-many = ওয়ার্কবুকের ভেতরে { $limit }টির বেশি ফাইল আছে।
faq-check-path-form = ফাইল ও ফোল্ডারের নামে শুধু a–z, 0–9 ও - থাকতে পারে: “{ $name }”।
faq-check-placeholder = দ্বিতীয় বন্ধনীর “{ $name }” কিছু বোঝায় না। যা আছে: { $known }।
faq-check-question = লাইনটি পড়া যাচ্ছে না ({ $what })।
faq-check-question-entry = একটি প্রশ্নে “{ $name }” লেখা আছে, কিন্তু এমন কোনো বিষয় নেই।
faq-check-question-known = “{ $text }” হুবহু { $entry } বিষয়ের প্রশ্ন: এ থেকে কিছু শেখা যায় না।
faq-check-question-long = প্রশ্নে { $length }টি অক্ষর: ১ থেকে { $limit }টি চলে।
faq-check-question-twice = “{ $text }” এখানে দুবার আছে।
faq-check-questions-many = { $limit }টির বেশি প্রশ্ন: বাকিগুলো পড়া হয়নি।
faq-check-questions-uneven = ভাষাগুলোতে `questions`-এর সংখ্যা আলাদা। প্রতিটিতে একই প্রশ্ন একই ক্রমে থাকতে হবে।
faq-check-quote-open = এই সারিতে উদ্ধৃতি চিহ্ন শুরু হয়েছে, শেষ হয়নি।
faq-check-rasa-empty = বাদ দেওয়া হয়েছে: “{ $name }”-এর কোনো লেখা নেই।
faq-check-rasa-language = এটি কোন ভাষা? পুরো ফাইলের ভাষা বেছে নিন, অথবা নাম দিন nlu.kk.yml-এর মতো।
faq-check-rasa-no-response = বাদ দেওয়া হয়েছে: utter_{ $name } নামে কোনো উত্তর নেই।
faq-check-rasa-no-title = “{ $name }”-এর এমন কোনো উদাহরণ নেই যা শিরোনাম হতে পারে।
faq-check-rasa-none = এই ফাইলে Rasa প্রকল্পের `nlu` বা `responses` নেই।
faq-check-rasa-part = “{ $name }”-এর `{ $part }` রাখা যাবে না।
faq-check-rasa-second = বাদ দেওয়া হয়েছে: “{ $name }”-এর দ্বিতীয় লেখা। প্রথমটি নেওয়া হয়েছে।
faq-check-rasa-unasked = বাদ দেওয়া হয়েছে: utter_{ $name } কেউ জিজ্ঞেস করে না।
faq-check-related = সম্পর্কিত: “{ $name }” নামে কোনো বিষয় নেই।
faq-check-revision = “{ $text }” কোনো সংস্করণের নম্বর নয়।
faq-check-row-no-id = সারিতে আইডি নেই।
faq-check-row-no-name = সারিতে আইডিও নেই, শিরোনামও নেই।
faq-check-rows-many = { $limit }টির বেশি সারি আছে।
faq-check-setting = এটি এভাবে রাখা যায় না: { $what }
faq-check-sheet-hidden = বাদ দেওয়া হয়েছে: শিটটি লুকানো।
faq-check-sheet-unused = শিটটি বাদ দেওয়া হয়েছে: কলামের শিরোনাম নেই, যেমন id, language, title, phrasings, answer।
faq-check-sheets-many = { $limit }টির বেশি শিট আছে।
faq-check-smalltalk-twice = আরেকটি আলাপের আইডিও “{ $name }”।
faq-check-state = “{ $text }” কোনো লেখার অবস্থা নয়। যা আছে: { $known }।
faq-check-string = এটি উদ্ধৃতি চিহ্নের ভেতর লেখা হতে হবে।
faq-check-synonyms-few = সমার্থক শব্দের দলে কমা দিয়ে আলাদা অন্তত দুটি শব্দ লাগে।
faq-check-table = { $name } একটি টেবিল হতে হবে।
faq-check-tables = `{ $field }` লিখতে হবে [[{ $field }]] আকারে।
faq-check-text-much = { $limit } মেগাবাইটের বেশি লেখা আছে।
faq-check-toml = ফাইলটি এখানে পড়া যাচ্ছে না ({ $what })।
faq-check-toml-folder = বিষয়ের ফাইল (.toml) কমান্ড লাইন থেকে ফোল্ডার হিসেবে আনা হয়।
faq-check-twice = “{ $text }” এখানে দুবার আছে।
faq-check-unpacked = খোলা অবস্থায় ওয়ার্কবুকটি { $limit } মেগাবাইটের বেশি।
faq-check-unpacked-part = ওয়ার্কবুকের “{ $name }” খোলা অবস্থায় { $limit } মেগাবাইটের বেশি।
faq-check-workbook-none = এটি ওয়ার্কবুক নয়।
faq-check-workbook-old = এটি পুরোনো ওয়ার্কবুক (.xls), অথবা পাসওয়ার্ড দেওয়া। পাসওয়ার্ড ছাড়া .xlsx হিসেবে সংরক্ষণ করুন।
faq-check-yaml = এটি YAML নয় ({ $what })।
faq-check-yaml-deep = একটির ভেতর আরেকটি করে { $limit } স্তরের বেশি।
faq-check-yaml-many = { $limit }টির বেশি মান আছে।
faq-check-yaml-reference = উল্লেখ (*name) অনুসরণ করা হয় না। যা বোঝায় তা লিখে দিন।

desk-invalid-move = বর্তমান অবস্থা থেকে এই অবস্থায় যাওয়া যায় না।
desk-invalid-part = এই গাড়ির জন্য এমন নামের কোনো যন্ত্রাংশ নেই।
desk-invalid-parts = এই নামে কয়েকটি যন্ত্রাংশ আছে। যেটি বোঝাতে চান তার নম্বর লিখুন: { $parts }
desk-invalid-same-part = নতুন সিরিয়াল নম্বরটি পুরোনো যন্ত্রাংশেরই।
desk-invalid-serial = এই সিরিয়াল নম্বর অন্য কোনো বদলানো যন্ত্রাংশের বা অন্য গাড়ির।
desk-invalid-slot = সেন্টারটি এই কাজ করে না, অথবা ওই সময়ে করে না।

## The chat as a form without JavaScript (/chat/plain)

chat-plain-look = নতুন উত্তর দেখুন
chat-plain-files = ছবি, ছোট ভিডিও, কণ্ঠবার্তা বা PDF
chat-plain-kept = পাঠানোর অপেক্ষায়:
chat-plain-drop = এটি পাঠাবেন না
chat-plain-gone = এই কথোপকথন এই পেজে আর খোলা নেই। এখন যা লিখবেন তা দিয়ে নতুন কথোপকথন শুরু হবে।
chat-plain-twice = এই পেজ থেকে এটি আগেই পাঠানো হয়েছে। অনুগ্রহ করে আরেকবার পাঠান।
