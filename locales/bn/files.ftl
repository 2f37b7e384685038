# চ্যাটে ও ডেস্কে ছবি, নথি, ভিডিও ও কণ্ঠবার্তা।
file-attach = ছবি বা ফাইল যোগ করুন
file-camera = ছবি তুলুন
file-wait = সব ফাইল পৌঁছানো পর্যন্ত অপেক্ষা করুন, অথবা যেটি পাঠানো যাচ্ছে না, সেটি সরিয়ে দিন।
file-list = { $count ->
    [0] কোনো ফাইল নেই
    [one] ১টি ফাইল
   *[other] { $count }টি ফাইল
}
file-going = { $percent }%
file-progress = { $name } আপলোড হচ্ছে
file-ready = পাঠানোর জন্য তৈরি
file-cut = সংযোগ কেটে গেছে। যতটুকু পৌঁছেছে, তা রাখা আছে।
file-again = চালিয়ে যান
file-remove = { $name } সরিয়ে দিন
file-most = সর্বোচ্চ { $count }টি ফাইল।
file-enlarge = { $name } বড় করে দেখুন
file-download = { $name } ডাউনলোড করুন
file-close = ছবিটি বন্ধ করুন
file-play-video = { $name } ভিডিওটি চালান
file-play-audio = { $name } শুনুন
file-size = { $size } মেগাবাইট
file-loading = লোড হচ্ছে…
file-gone = ফাইলটি লোড করা যায়নি। অনুগ্রহ করে পাতাটি আবার খুলে চেষ্টা করুন।
file-voice = কণ্ঠবার্তা রেকর্ড করুন
file-voice-stop = রেকর্ড বন্ধ করুন
file-voice-going = রেকর্ড হচ্ছে। শেষ হলে বোতামটি আবার চাপুন; সর্বোচ্চ তিন মিনিট।
file-voice-refused = মাইক্রোফোন পাওয়া যাচ্ছে না। অনুগ্রহ করে ব্রাউজারে অনুমতি দিন, অথবা লিখে পাঠান।
