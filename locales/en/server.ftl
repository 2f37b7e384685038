### Texts that the server writes itself: errors, notes, opening hours, and the command line.
### The pages have files of their own: chat.ftl, desk.ftl, home.ftl.
###
### For translators: short, calm, polite sentences that say what to do now. Never blame the reader. Never join a case
### ending to a { placeable }: say it in another way. Numbers arrive with the digits of the language.

## Errors, one for each code of the protocol. Shown to car owners as well as to staff.

error-bad-request = This could not be read. Please reload the page and try again.
error-unknown-type = This page is no longer up to date. Please reload it and try again.
# $limit (number): the most characters that a text may have.
error-too-large = This is longer than we can take: at most { $limit } characters. Please shorten it or send it in parts.
error-not-found = This could not be found. Please reload the page and look again.
error-forbidden = This is not available to you here. If you need it, please ask our team.
# $seconds (number): how long to wait.
error-rate-limited = { $seconds ->
    [0] Please wait a moment, then send it again.
    [one] Please wait { $seconds } second, then send it again.
   *[other] Please wait { $seconds } seconds, then send it again.
}
# $seconds (number): how long to wait.
error-busy = { $seconds ->
    [0] We are very busy at the moment. Please try again shortly.
    [one] We are very busy at the moment. Please try again in { $seconds } second.
   *[other] We are very busy at the moment. Please try again in { $seconds } seconds.
}
error-read-only = Nothing new can be saved at the moment, but you can still read everything. Please try again in a few minutes.
error-id-conflict = This differs from what was sent before. Please send it as a new message.
# The next three are for technicians.
error-already-claimed = A colleague has already taken this conversation. Please take another one that is waiting.
error-stale-claim = This conversation is no longer assigned to you. Open it again to see how it stands.
error-closed = This conversation is finished. To write on, please reopen it first.
error-consent-needed = Please agree to the privacy notice at the top of this chat first. Then send the form again.
error-unauthenticated = Please log in to continue.
error-csrf = For your security this page has expired. Please reload it and try again.
# For editors of the FAQ.
error-stale-revision = Someone else has saved a newer version in the meantime. Please open the latest one and make your change there.
error-invalid = Some details are missing or need correcting. Please check them and send again.
# A request that is larger than the server takes; nobody sees it in the pages.
error-body-too-large = This is more than we can take at once. Please send less.
error-method-not-allowed = This address does not work that way. Please reload the page and try again.
error-precondition-required = Please open the latest version first, and make your change there.
error-internal = Something went wrong on our side. Please try again; if it happens again, tell our team the number of this request.

## Managing the staff (for admins)

error-last-admin = This is the last admin who can log in. Please make somebody else an admin first.
error-last-entry = This is the last published answer. Please publish another one before you withdraw it.
error-in-use = Something else still refers to this record: a car, an order, a request. Please change that first.
error-gate = Publishing this would change what owners get elsewhere. Please look at the changes, and give a reason if you want to publish it all the same.
error-own-account = You cannot disable yourself or change your own role. Please ask another admin.
error-account-disabled = This member is disabled. Please enable them first.
error-link-expired = This link has expired or has been used. Please ask an admin for a new one.
error-identity-expired = Your log-in to our site could not be taken over, because it has expired. You can write here all the same. To go on as yourself, please load the page anew.
error-identity-foreign = Your log-in could not be taken over here, because it belongs to another site. You can write here all the same.
error-identity-forged = Your log-in could not be taken over, because it could not be verified. You can write here all the same. To go on as yourself, please log in to our site again.
error-identity-too-long = Your log-in could not be taken over, because it would be valid for longer than is allowed. You can write here all the same.
error-offset = The upload has moved on in the meantime. It goes on by itself.
error-tus-version = This page is no longer up to date. Please reload it and try again.
error-file-too-large = This file is larger than we can take: at most { $limit } MB. Please send a smaller one.
error-files-full = This chat has as many files as it can hold. Please send the rest by e-mail, or ask a technician.
error-file-type = We can take photos (JPEG, PNG, WebP), PDF, video (MP4, WebM) and voice messages. Please send one of these.
error-file-mismatch = What is inside this file differs from what its name says. Please send the original file.
error-file-broken = This file is damaged or did not come whole. Please send it again, or another one.
error-too-many-pixels = This picture is larger than we can open: at most 40 megapixels. Please make it smaller and send it again.
error-too-few-pixels = This picture is too small to show anything. Please send another one.
error-disk-full = We have no room for files at the moment. Please write what is on it, or try again later.
error-no-file = One of the files is no longer there. Please attach it again.
# What is wrong with a field, beside the field. $limit (number): characters.
invalid-email-missing = Please enter an e-mail address.
invalid-email-too-long = An e-mail address has at most { $limit } characters.
invalid-email-format = This is not a complete e-mail address.
invalid-email-taken = A member with this e-mail address is on the staff already.
invalid-email-disabled = The member with this e-mail address is disabled. Enable them instead of adding them again.
invalid-name-missing = Please enter a name.
invalid-name-too-long = A name has at most { $limit } characters.
invalid-name-format = This name has characters that cannot be shown.
invalid-languages-format = Please choose each language once.
invalid-password-too-short = A password has at least { $limit } characters.
invalid-password-too-long = A password has at most { $limit } characters.

## Logging in (staff)

login-failed = The e-mail address or the password does not match. Please check both and try again.

## The chat

# The first words of an empty chat. $company: the name of the company.
greeting = Welcome to the after-sales service of { $company }. What would you like to know about your car? Just write to us.
privacy-none = Please do not send passwords or card numbers here.
privacy-notice = { $company } keeps what you write here so that we can help you. Please do not send passwords or card numbers.
privacy-consent = { $company } keeps what you write here so that we can help you, and asks for your consent before you fill in a form. In danger, write at once. Please do not send passwords or card numbers.
privacy-link = Privacy
privacy-agree = I agree
# Beside an answer whose text exists only in another language. $language: one of the names below.
answer-in-other-language = This answer is not available in English yet. It is given here in another language: { $language }.
answer-may-be-wrong = This answer is being revised and may no longer be right. If in doubt, please ask for a person.
# The languages, one for each folder of locales/.
language-bn = Bengali
language-kk = Kazakh
language-en = English
language-ru = Russian

## The queue

# Asked when somebody who waits for a technician writes that none is needed any more; two buttons answer it.
leave-question = Shall I take you out of the queue for a technician?
leave-yes = Yes, take me out
leave-no = No, I will wait
# To a “yes”, and to a “no”.
leave-left = You are out of the queue. Write here whenever you need us.
leave-stays = All right, you keep your place in the queue.

## Danger: the question, and the words around a safety card

# Asked above everything else; two large buttons answer it.
danger-question = Is anyone in danger right now?
danger-question-yes = Yes, someone is in danger
danger-question-no = No, nobody is in danger
# What the phone numbers beside the question are.
danger-label-emergency = Emergency services
danger-label-roadside = Roadside assistance
# To a “no”. $number: the emergency number.
danger-said-no = Good to know. Should that change, write to us here or call { $number } at once.
# Each acknowledges a message while its writer waits with a danger; they are taken in turn. $number: the emergency number.
danger-acknowledge-1 = A technician will read this here. Please keep yourself and others safe first.
danger-acknowledge-2 = Your message is in this chat for the technician. If it gets worse, call { $number } at once.
danger-acknowledge-3 = Noted for the technician. If you are not safe where you are, leave first and write afterwards.
# In the place of a safety card that stands in the chat already. $number: the emergency number.
danger-again = Please do first what the safety warning above says. If it gets worse, call { $number } at once.
# The last line of a safety card, when a technician is at the desk.
danger-alerted = Our technicians have been alerted and will write to you here.
# The last line of a safety card, when nobody is. $phone: the roadside assistance's number.
danger-nobody-here = No technician is at the desk right now. Call us: { $phone }

## The e-mail of an alarm that no technician takes

alert-subject = DANGER: nobody has taken this chat
# $title: the title of the safety card; $language: the owner's; $since: a time in UTC; $conversation: an id; $link: the desk.
alert-body = An owner has described a danger, and no technician has taken the chat.

    Safety card: { $title }
    The owner writes in: { $language }
    Waiting since: { $since }
    Chat: { $conversation }

    Take it here: { $link }
alert-test-subject = Aftercare: a test of the alarm
# $link: the desk.
alert-test-body = This is only a test: nobody is in danger. Alarms that nobody takes at the desk will come to this address.

    The desk: { $link }

## Opening hours and times

# $days: such as “Monday–Saturday”; $open, $close: times such as 9:00.
hours-line = { $days }, { $open }–{ $close }
# $days: such as “Monday–Saturday”.
hours-line-day-and-night = { $days }, day and night
# $first, $last: names of days.
hours-day-range = { $first }–{ $last }
# Stands at the beginning of “Every day, 9:00–18:00”.
hours-every-day = Every day
# One team's or several teams' hours with their clock. $hours: such as “Monday–Saturday, 9:00–18:00”; $city: the city or cities of the clock.
# It stands in brackets in some answers, so it has none of its own.
hours-in-zone = { $hours }, { $city } time
# The city that a time zone is named after. $zone: the zone's name with “-” for “/”; $city: the city in English, for zones without a row.
hours-city = { $zone ->
    [Asia-Dhaka] Dhaka
    [Asia-Almaty] Almaty
   *[other] { $city }
}
# The next days on which nobody works. $list: such as “Victory Day (December 16, 2026); Christmas Day (December 25, 2026)”.
holidays-next = Our next days off: { $list }.
# $name: the name of a holiday; $date: its day or days.
holidays-item = { $name } ({ $date })
# $first, $last: dates.
holidays-range = { $first } – { $last }
# A day that may move by one with the sight of the moon. $date: a date or two.
holidays-moon = { $date }, subject to moon sighting
# A day that the government has not named yet. $date: a date or two.
holidays-expected = { $date }, expected
# Both. $date: a date or two.
holidays-moon-expected = { $date }, expected, subject to moon sighting
# Answers “Are you open on ...?”. $name: the name of a holiday; $date: its day or days.
holidays-closed = { $name }: { $date }. Our technicians are off then.
# $name: the name of a holiday; $date: its day or days.
holidays-open = { $name }: { $date }. Our technicians work as usual.

# How long something will take. $count (number): minutes; 0 is less than one.
duration-minutes = { $count ->
    [0] less than a minute
    [one] about { $count } minute
   *[other] about { $count } minutes
}
# $count (number)
duration-hours = { $count ->
    [one] about { $count } hour
   *[other] about { $count } hours
}
# $count (number)
duration-days = { $count ->
    [one] about { $count } day
   *[other] about { $count } days
}

## What the bot says in its own words

# Said when an answer did not help or the owner is angry, before a technician is called.
apology = We are sorry that this did not help. A technician will take over.

## The command `aftercare ask "text"`: lines around what is printed in a terminal

# $title: the title of the FAQ entry.
cli-answer = Answer: { $title }
cli-suggestions = Not sure. Is it one of these?
# $title: the title of the safety card.
cli-safety = DANGER: { $title }
cli-handoff = No certain answer was found. In the chat a technician takes over here.
cli-person-asked = The owner asks for a person. In the chat a technician takes over here.
# $entry: the id of an entry; $percent (number): the probability that it is right.
cli-entry = Entry: { $entry } (probability: { $percent }%)
# $language: the name of the language that was recognised.
cli-language = Language: { $language }
# The last line of `aftercare faq check`. $entries, $errors, $warnings: numbers.
cli-checked = { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
}, { $errors ->
    [one] { $errors } error
   *[other] { $errors } errors
}, { $warnings ->
    [one] { $warnings } warning
   *[other] { $warnings } warnings
}

# What is wrong with an entry of the FAQ; it stands beside the field.
faq-fault-missing = Please fill this in.
faq-fault-too-long = This is too long: at most { $limit } characters.
faq-fault-too-many = These are too many: at most { $limit }.
faq-fault-format = Something here cannot be stored. Names have only a–z, 0–9 and -.
faq-fault-taken = This name is taken. Please choose another one.
faq-fault-placeholder = Nothing stands for { $name } in curly brackets. Please choose one of the names offered.
faq-fault-unknown = There is nothing published under the name { $name }.
faq-fault-needed = The safety card { $name } refers to this entry. Please change the card first.
faq-fault-also-of = “{ $text }” is also a question of the entry { $name }: owners who ask it may get either answer.
faq-fault-past = This time has passed. Please choose a later one.
faq-fault-file-empty = This file is empty. Please choose another one.
faq-fault-file-type = This is neither a PDF nor a PNG, JPEG or WebP picture, whatever its name says. Please save it as one of these.
faq-fault-file-cut-off = This file is cut off or damaged. Please open it on your device, save it anew, and try again.
faq-fault-file-pixels = This picture is too large: at most { $limit } pixels each way and { $million } million in all. Please make it smaller.
faq-fault-file-small = This picture is too small to show anything: at least { $limit } pixels each way. Please choose another one.
# $kind: PDF, PNG, JPEG or WebP
faq-fault-file-name = The content of this file is { $kind }: its name must end so. Please rename it.
faq-fault-file-kind = A picture can only take the place of a picture, and a PDF that of a PDF. Please choose such a file, or bring this one as a new file.
faq-fault-file-in-use = Topics need this file: what is published, a draft or an older version. It can be deleted once no topic has it.
faq-fault-file-size = This file is too large: at most { $limit } MB. Please make it smaller.
faq-fault-files-full = There is no room for more files: all together may have { $limit } MB. Nothing was stored, and what is there stays.
faq-fault-no-file = The file { $name } is not on the server. Please upload it, or take it out of the answer.

# Mistakes in files that editors bring or write, for the page; the command line says them in English.
faq-check-act = There is no act “{ $name }”. Known are: { $known }.
faq-check-act-twice = The act “{ $name }” stands here twice.
faq-check-action = “{ $name }” is no form. Known are: { $known }.
faq-check-action-one = An entry offers one form, not several.
faq-check-also-of = “{ $text }” is also a question of the entry { $entry }.
faq-check-article-empty = Passed over: “{ $text }” has no text ({ $language }).
faq-check-article-foreign = Passed over: “{ $text }” is in { $locale }, a language that is not known here.
faq-check-article-hidden = Passed over: “{ $text }” is not published there ({ $status }).
faq-check-article-locale = The article “{ $text }” does not tell its language.
faq-check-article-title = This article has no title.
faq-check-base64 = This must be the bytes of a file, in Base64.
faq-check-card = { "[" }{ $name }] is neither a card of safety.toml nor [near].
faq-check-card-entry = The safety card refers to “{ $name }”, which is no entry.
faq-check-card-twice = A second card has the id “{ $name }”.
faq-check-category = No category can be made of “{ $name }”. Names have only a–z, 0–9 and -.
faq-check-category-taken = “{ $name }” is the name of another folder. Please choose another category.
faq-check-cell-error = The cell shows { $what }: a formula in it has failed.
faq-check-cell-long = One cell has more than { $limit } characters.
faq-check-clash = `{ $field }` is said otherwise for the same entry in row { $row }.
faq-check-clash-cell = `{ $field }` is said otherwise for the same entry in row { $row }, column { $column }.
faq-check-column-unused = Passed over: nothing here is called “{ $name }”.
faq-check-columns-both = The columns { $first } and { $second } are both `{ $field }`{ $of }. Please say which one it is, and pass the other one over.
faq-check-columns-many = There are more than { $limit } columns.
faq-check-cut-off = The file ends in the middle of a character: it is cut off.
faq-check-damaged = The workbook is damaged ({ $what }). Please save it anew and try again.
faq-check-danger-language = The file's name must begin with a language, as en.txt, bn-latn.txt or ru-2.txt.
faq-check-danger-twice = “{ $text }” stands under [{ $name }] already ({ $file }:{ $line }).
faq-check-empty = There is no entry in this file.
faq-check-encoding = The letters of this file cannot be read. Please save it as “CSV UTF-8” or as a workbook (.xlsx).
faq-check-entries-many = There are more than { $limit } entries: the rest is not read.
faq-check-entry-object = An entry must be an object in curly brackets.
faq-check-entry-twice = The entry “{ $name }” is there already: { $file }.
faq-check-few = `{ $field }` needs at least { $limit }.
faq-check-field-empty = `{ $field }` is empty.
faq-check-field-object = `{ $field }` must be an object in curly brackets.
faq-check-field-string = `{ $field }` must be a text in quotation marks.
faq-check-file-language = The file's name must be a language: { $known }.
faq-check-file-name = “{ $name }” cannot be a file's name: only a–z, 0–9 and -, and .pdf, .png, .jpg, .jpeg or .webp.
faq-check-file-twice = The file { $name } comes twice, with different contents.
faq-check-files-many = There are more than { $limit } files: the rest is not read.
faq-check-heading = A message must stand under a heading: [near] or [the id of a card of safety.toml].
faq-check-id-form = The id may only have a–z, 0–9 and -, at most { $limit } letters: “{ $name }”.
faq-check-id-none = No id can be made of the title. Please give the entry one.
faq-check-item-empty = There is an empty text in `{ $field }`.
faq-check-item-long = `{ $field }` has an item of more than { $limit } characters.
faq-check-json = This is no JSON ({ $what }).
faq-check-key = “{ $name }” means nothing here. Known are: { $known }.
faq-check-key-unused = Passed over: `{ $name }` means nothing here.
faq-check-language = “{ $text }” is no language that is known here. Known are: { $known }.
faq-check-language-which = Which language is this? Add a column “language”, name it in the header, as “answer (kk)”, or choose one for the whole file.
faq-check-large = The file is larger than { $limit } MB.
faq-check-line-long = The line is longer than { $limit } characters.
faq-check-list = This must be a list of texts.
faq-check-list-empty = This must be a list of texts, none of them empty.
faq-check-long = { $field ->
    [title] The title
    [phrasing] The question
    [answer] The answer
   *[other] `{ $field }`
} has { $length } characters: at most { $limit } are allowed.
faq-check-mapping-column = There is no column “{ $name }” here.
faq-check-member-long = “{ $text }” is longer than { $limit } characters.
faq-check-messages-many = There are more than { $limit } messages: the rest is not read.
faq-check-missing = `{ $field }` is missing.
faq-check-name-form = `{ $field }` may only have a–z, 0–9, - and _: “{ $text }”.
faq-check-no-answer = The answer is missing ({ $language }).
faq-check-no-file = The answer refers to the file { $name }, which is not there.
faq-check-html = “{ $tag }” is HTML: owners see it as it is written.
faq-check-shows-nothing = The answer shows nothing: of a picture that is not among our files, only its description is shown.
faq-check-no-headers = There are no headers. One of the first rows must name the columns, such as id, language, title, phrasings, answer.
faq-check-no-language = There is no text: at least one of { $known } is needed.
faq-check-no-text = The entry “{ $name }” has no text in any language.
faq-check-no-title = The title is missing ({ $language }).
faq-check-not-list = `{ $field }` must be a list of texts.
faq-check-not-string = `{ $field }` must be a text in quotation marks.
faq-check-not-utf16 = The letters of this file cannot be read: it is no UTF-16.
faq-check-not-utf8 = The letters of this file cannot be read. Please save it as UTF-8.
faq-check-nul = There is a character in `{ $field }` that cannot be stored (NUL).
faq-check-nul-character = There is a character that cannot be stored (NUL).
faq-check-nul-utf8 = There is a character that cannot be stored (NUL). Please save the file as UTF-8.
faq-check-number = `{ $field }` must be a number from 1 to { $limit }.
faq-check-object = This must be an object in curly brackets.
faq-check-offtopic = “{ $text }” is a question of the entry { $entry }, which answers it.
faq-check-one-of = `{ $field }` is “{ $text }”, but may be: { $known }.
faq-check-other-unicode = The file is saved as UTF-16 or UTF-32. Please save it as UTF-8.
faq-check-package = This is neither an XLSX nor an ODS workbook.
faq-check-parts-many = The workbook has more than { $limit } files within.
faq-check-path-form = Names of files and folders may only have a–z, 0–9 and -: “{ $name }”.
faq-check-placeholder = Nothing stands for “{ $name }” in curly brackets. Known are: { $known }.
faq-check-question = The line cannot be read ({ $what }).
faq-check-question-entry = A question refers to “{ $name }”, which is no entry.
faq-check-question-known = “{ $text }” is a question of the entry { $entry } word for word: nothing is learned from it.
faq-check-question-long = The question has { $length } characters: 1 to { $limit } are allowed.
faq-check-question-twice = “{ $text }” stands here twice.
faq-check-questions-many = There are more than { $limit } questions: the rest is not read.
faq-check-questions-uneven = The languages have different numbers of `questions`. The same ones must stand in each, in the same order.
faq-check-quote-open = A quotation mark opens in this row, and none closes it.
faq-check-rasa-empty = Passed over: { $name } has no text.
faq-check-rasa-language = Which language is this? Choose one for the whole file, or name it as nlu.kk.yml.
faq-check-rasa-no-response = Passed over: there is no response utter_{ $name }.
faq-check-rasa-no-title = The intent { $name } has no example that could be its title.
faq-check-rasa-none = This file has neither `nlu` nor `responses` of a Rasa project.
faq-check-rasa-part = `{ $part }` of { $name } cannot be kept.
faq-check-rasa-second = Passed over: a second text of { $name }. The first one is taken.
faq-check-rasa-unasked = Passed over: nobody asks for utter_{ $name }.
faq-check-related = Related: “{ $name }” is no entry.
faq-check-revision = “{ $text }” is no number of a revision.
faq-check-row-no-id = The row has no id.
faq-check-row-no-name = The row has neither an id nor a title.
faq-check-rows-many = There are more than { $limit } rows.
faq-check-setting = This cannot be set: { $what }
faq-check-sheet-hidden = Passed over: the sheet is hidden.
faq-check-sheet-unused = The sheet is passed over: it has no headers, such as id, language, title, phrasings, answer.
faq-check-sheets-many = There are more than { $limit } sheets.
faq-check-smalltalk-twice = A second kind of small talk has the id “{ $name }”.
faq-check-state = “{ $text }” is no state of a text. Known are: { $known }.
faq-check-string = This must be a text in quotation marks.
faq-check-synonyms-few = A group of synonyms has at least two members, separated by commas.
faq-check-table = { $name } must be a table.
faq-check-tables = `{ $field }` must be written as [[{ $field }]].
faq-check-text-much = There is more than { $limit } MB of text.
faq-check-toml = The file cannot be read here ({ $what }).
faq-check-toml-folder = Files of entries (.toml) are imported as a folder, by the command line.
faq-check-twice = “{ $text }” stands here twice.
faq-check-unpacked = The workbook has more than { $limit } MB when it is unpacked.
faq-check-unpacked-part = “{ $name }” in the workbook has more than { $limit } MB when it is unpacked.
faq-check-workbook-none = This is no workbook.
faq-check-workbook-old = This is an old workbook (.xls), or one with a password. Please save it as .xlsx, without a password.
faq-check-yaml = This is no YAML ({ $what }).
faq-check-yaml-deep = There are more than { $limit } levels within each other.
faq-check-yaml-many = There are more than { $limit } values.
faq-check-yaml-reference = A reference (*name) is not followed. Please write out what it stands for.

## What a technician wrote about a request

desk-invalid-move = The request cannot go from its present state to this one.
desk-invalid-part = No part for this car has this name.
desk-invalid-parts = Several parts are called so. Please type the number of the one you mean: { $parts }
desk-invalid-same-part = The new serial number is that of the old part.
desk-invalid-serial = This serial number belongs to another exchange or another car.
desk-invalid-slot = The centre does not do this, or not at that time.

## The chat as a form without JavaScript (/chat/plain)

chat-plain-look = Look for answers
chat-plain-files = Photos, a short video, a voice message or a PDF
chat-plain-kept = Waiting to be sent:
chat-plain-drop = Not this one
chat-plain-gone = This conversation is no longer open on this page. What you write now begins a new one.
chat-plain-twice = This was sent before from this page. Please send it once more.
