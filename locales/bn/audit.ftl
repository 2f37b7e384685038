### কে কী করেছেন তার লগ

## পাতা

audit-title = কাজের লগ
audit-action = কী করা হয়েছে
audit-all-actions = সব কাজ
audit-by = কে করেছেন
audit-everybody = সবাই
audit-operator = কমান্ড লাইন
audit-session = একজন মালিকের চ্যাট { $id }
audit-address = একটি ঠিকানা { $id }
audit-about = কী বিষয়ে
audit-about-placeholder = কোড, উত্তর, ফাইল বা রেকর্ড
audit-from = যে দিন থেকে
audit-to = যে দিন পর্যন্ত
audit-none = লগে রাখার মতো কিছু এখনো করা হয়নি।
audit-none-found = এই খোঁজে কিছু পাওয়া যায়নি।
audit-clear = সব দেখান
audit-more = পুরোনোগুলো দেখান
audit-most = আরও আছে। দেখতে খোঁজটি ছোট করুন।
audit-reason = কারণ: { $reason }
audit-fields = ঘর: { $fields }
audit-role = ভূমিকা: { $role }
audit-counts = নতুন { $added }টি, বদলেছে { $changed }টি

## কী করা হয়েছে

audit-action-wrong-code = অনুরোধের ভুল কোড দেওয়া হয়েছে
audit-action-wrong-vin-end = কোড ঠিক, VIN-এর শেষ অংশ ভুল
audit-action-staff-added = নতুন কর্মী যোগ করা হয়েছে
audit-action-staff-changed = কর্মীর তথ্য বদলানো হয়েছে
audit-action-staff-disabled = কর্মীকে নিষ্ক্রিয় করা হয়েছে
audit-action-staff-enabled = কর্মীকে আবার সক্রিয় করা হয়েছে
audit-action-password-link = পাসওয়ার্ডের লিংক তৈরি করা হয়েছে
audit-action-password-set = পাসওয়ার্ড ঠিক করা হয়েছে
audit-action-gate-overridden = সতর্কতা সত্ত্বেও প্রকাশ করা হয়েছে
audit-action-file-replaced = একটি ম্যানুয়াল বা ছবি বদলানো হয়েছে
audit-action-file-removed = একটি ম্যানুয়াল বা ছবি মুছে ফেলা হয়েছে
audit-action-record-added = রেকর্ড তৈরি করা হয়েছে
audit-action-record-changed = রেকর্ড বদলানো হয়েছে
audit-action-record-removed = রেকর্ড মুছে ফেলা হয়েছে
audit-action-records-imported = রেকর্ড যোগ করা হয়েছে ফাইল থেকে
audit-action-records-exported = রেকর্ড ফাইলে নামানো হয়েছে
audit-action-request-moved = অনুরোধের অবস্থা বদলানো হয়েছে
audit-action-part-exchanged = যন্ত্রাংশ বদলানো হয়েছে
audit-action-person-exported = একজন ব্যক্তির তথ্য নামানো হয়েছে
audit-action-person-erased = একজন ব্যক্তির তথ্য মুছে ফেলা হয়েছে
