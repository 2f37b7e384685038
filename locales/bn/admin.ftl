### প্রশাসন (/admin) ও পাসওয়ার্ড ঠিক করার পাতা (/password)

admin-title = প্রশাসন
admin-noscript = এই পাতার জন্য জাভাস্ক্রিপ্ট চালু থাকা দরকার।
admin-pages = অন্য পাতা
admin-desk = সহায়তা ডেস্ক

admin-login-title = প্রশাসনে লগ ইন করুন
admin-login-expired = আপনার লগ ইনের মেয়াদ শেষ হয়েছে। আবার লগ ইন করুন: যা লিখেছেন, সবই রাখা আছে।
admin-login-role = এই পাতা প্রশাসকদের জন্য। আপনার অ্যাকাউন্টে এটি ব্যবহারের অনুমতি নেই।

admin-staff = কর্মী
admin-add = নতুন কর্মী যোগ করুন
admin-search = কর্মী খুঁজুন
admin-search-placeholder = নাম বা ইমেইল
admin-all-roles = সব ভূমিকা
admin-all-states = সব অবস্থা
admin-state = অবস্থা
admin-count = { $count } জন
admin-count-filtered = { $all } জনের মধ্যে { $count } জন
admin-more = এই পাতায় যতজন দেখানো যায়, তার চেয়ে বেশি কর্মী আছেন।
admin-load-failed = তালিকাটি আনা যায়নি।
admin-try-again = আবার চেষ্টা করুন
admin-none = এখনো কেউ নেই।
admin-none-found = এই খোঁজে কাউকে পাওয়া যায়নি।
admin-clear = সবাইকে দেখান
admin-you = আপনি
admin-state-active = সক্রিয়
admin-state-invited = পাসওয়ার্ড এখনো নেই
admin-state-disabled = নিষ্ক্রিয়
admin-edit = সম্পাদনা
admin-link = পাসওয়ার্ডের লিংক
admin-disable = নিষ্ক্রিয় করুন
admin-enable = সক্রিয় করুন

admin-edit-title = { $name }: তথ্য সম্পাদনা
admin-name = নাম
admin-name-help = উত্তর দেওয়ার সময় মালিকেরা এই নাম দেখেন।
admin-role = ভূমিকা
admin-role-technician = টেকনিশিয়ান
admin-role-technician-help = সহায়তা ডেস্কে মালিকদের উত্তর দেন।
admin-role-editor = সম্পাদক
admin-role-editor-help = যাঁরা উত্তর লেখেন, তাঁদের জন্য। সহায়তা ডেস্ক নেই।
admin-role-admin = প্রশাসক
admin-role-admin-help = সহায়তা ডেস্ক ও এই পাতা।
admin-own-role-help = নিজের ভূমিকা নিজে বদলানো যায় না।
admin-languages = ভাষা
admin-languages-help = “পরেরটি নিন” চাপলে এই ভাষাগুলোর মালিকেরা আগে আসেন।
admin-way = পাসওয়ার্ড কীভাবে পাবেন?
admin-way-link = লিংক দিয়ে
admin-way-link-help = আপনি একটি লিংক পাবেন, সেটি তাঁকে পাঠাবেন। মেয়াদ এক ঘণ্টা।
admin-way-password = এখনই ঠিক করে দিই
admin-way-password-help = পাসওয়ার্ডটি আপনিই তাঁকে জানাবেন।
admin-password = পাসওয়ার্ড
admin-password-help = ১২ থেকে ১২৮ অক্ষর।
admin-add-go = যোগ করুন
admin-save = সংরক্ষণ করুন
admin-saving = সংরক্ষণ হচ্ছে…
admin-conflict = এর মধ্যে আরেকজন এটি বদলেছেন। এখন আছে:
admin-conflict-same = এর মধ্যে আরেকজন একই পরিবর্তন করেছেন। নিশ্চিত হতে আবার সংরক্ষণ করুন।
admin-conflict-disabled = এর মধ্যে আরেকজন এই অ্যাকাউন্ট নিষ্ক্রিয় করেছেন। আপনার পরিবর্তন এখানে রাখা আছে: তবু রাখতে চাইলে আবার সংরক্ষণ করুন।
admin-conflict-help = আপনার লেখা নিচে রাখা আছে। আবার সংরক্ষণ করলে তাঁর লেখার জায়গায় আপনারটি বসবে।
admin-conflict-take = তাঁরটি নিন

admin-disable-title = { $name }: নিষ্ক্রিয় করবেন?
admin-disable-sessions = সব জায়গা থেকে এখনই লগ আউট হবেন, আর লগ ইন করতে পারবেন না।
admin-disable-chats = তাঁর খোলা কথোপকথনগুলো অপেক্ষার তালিকায় ফিরবে।
admin-disable-kept = কিছুই মোছা হবে না। যেকোনো সময় আবার সক্রিয় করতে পারবেন।

admin-link-title = { $name }: পাসওয়ার্ডের লিংক
admin-link-help = { $name }: এই লিংকটি তাঁকে পাঠান। এটি দিয়ে একবারই পাসওয়ার্ড ঠিক করা যায়; মেয়াদ { $moment } পর্যন্ত।
admin-link-active = নতুন পাসওয়ার্ড ঠিক না করা পর্যন্ত এখনকারটিই চলবে।
admin-link-once = লিংকটি শুধু এখনই দেখা যাবে। এটি যাঁর হাতে থাকবে, তিনি এই কর্মীর নামে লগ ইন করতে পারবেন। নতুন লিংক বানালে এটি আর চলবে না।
admin-link-copy = কপি করুন
admin-link-copied = কপি হয়েছে।
admin-link-copy-failed = ব্রাউজার অনুমতি দেয়নি। লিংকটি নির্বাচন করা আছে: Ctrl + C চাপুন।

admin-added = { $name } যোগ হয়েছেন, এখন লগ ইন করতে পারবেন।
admin-invited = { $name } যোগ হয়েছেন। পাসওয়ার্ড ঠিক করা বাকি।
admin-saved = { $name }: সংরক্ষণ হয়েছে।
admin-disabled = { $name } নিষ্ক্রিয় হয়েছেন এবং লগ আউট হয়ে গেছেন।
admin-enabled = { $name } আবার সক্রিয়, এখন লগ ইন করতে পারবেন।
admin-enabled-invited = { $name } আবার সক্রিয়। তাঁর একটি নতুন পাসওয়ার্ডের লিংক দরকার।

admin-error-unreachable = সার্ভারের সঙ্গে যোগাযোগ করা যাচ্ছে না। আপনার লেখা রাখা আছে: অনুগ্রহ করে আবার চেষ্টা করুন।
admin-error-busy = সার্ভার এখন ব্যস্ত। অনুগ্রহ করে একটু পরে আবার চেষ্টা করুন।
admin-error-not-found = এই কর্মী আর তালিকায় নেই।
admin-error-forbidden = আপনার অ্যাকাউন্টে এই কাজের অনুমতি আর নেই।
admin-error-logged-out = আপনি লগ আউট হয়ে আছেন। কিছুই বদলানো হয়নি।
admin-error-own-account = নিজের অ্যাকাউন্ট নিষ্ক্রিয় করা বা নিজের ভূমিকা বদলানো যায় না।
admin-error-last-admin = ইনিই শেষ প্রশাসক। আগে আরেকজনকে প্রশাসক করুন।
admin-error-account-disabled = এই অ্যাকাউন্ট নিষ্ক্রিয়। আগে সক্রিয় করুন।
admin-error-other = সার্ভার এটি গ্রহণ করেনি। অনুগ্রহ করে আবার চেষ্টা করুন।

password-title = আপনার পাসওয়ার্ড ঠিক করুন
password-noscript = এই পাতার জন্য জাভাস্ক্রিপ্ট চালু থাকা দরকার।
password-new = নতুন পাসওয়ার্ড
password-show = দেখান
password-help = { $least } থেকে { $most } অক্ষর। পরপর কয়েকটি শব্দ মনে রাখা সহজ, অনুমান করা কঠিন।
password-length = পাসওয়ার্ডে { $least } থেকে { $most } অক্ষর থাকতে হবে।
password-go = পাসওয়ার্ড ঠিক করুন
password-done = আপনার পাসওয়ার্ড ঠিক হয়েছে। এখন { $email } দিয়ে লগ ইন করুন।
password-login = লগ ইন করতে যান
password-over = এই লিংক আগেই ব্যবহার হয়েছে, বদলে গেছে, অথবা এক ঘণ্টার বেশি পুরোনো।
password-none = এই পাতা আপনার আমন্ত্রণের লিংক দিয়ে খোলে। ঠিকানায় কিছু একটা বাদ পড়েছে।
password-ask = প্রশাসকের কাছে পাসওয়ার্ডের নতুন লিংক চেয়ে নিন।
password-unreachable = সার্ভারের সঙ্গে যোগাযোগ করা যাচ্ছে না। আপনার লিংক এখনো চলবে: অনুগ্রহ করে আবার চেষ্টা করুন।
