### The studio (/studio). It also loads chat.ftl and desk.ftl: language names, the log-in form and a few buttons are there.
### An entry of the FAQ is called a topic here.

## Head

studio-title = Studio
studio-noscript = The studio needs JavaScript.
studio-sections = Sections
studio-login-title = Log in to the studio
studio-login-expired = You have been logged out. Log in to go on: nothing you typed is lost.
studio-login-role = The studio is for editors. Your account may not use it.
studio-try-again = Try again
studio-more = Show more
studio-show-all = Show all
studio-add = Add
# $what: a tag, a model...
studio-remove = Remove { $what }
# $value: 0 to 100
studio-percent = { $value } %

## List

studio-entries = Topics
studio-new = New topic
studio-search = Search the topics
studio-search-placeholder = A question or a few words, in any language
studio-category = Category
studio-all-categories = All categories
studio-language = Language
studio-any-language = Any language
studio-translation = State of the text
studio-any-translation = Any state
studio-show = Show
studio-all = All topics
studio-filter-draft = With unpublished changes
studio-filter-withdrawn = Withdrawn
studio-filter-never-asked = Never asked
studio-filter-unhelpful = Rarely helped
# $asked, $helpful, $unhelpful, $person: how often in the last 90 days
studio-counted = Asked { $asked }, helpful { $helpful }, not helpful { $unhelpful }, to a person { $person }
studio-count-of = { $language }: { $count }
studio-state-current = Up to date
studio-state-stale = Needs checking
studio-state-wrong = Wrong now
studio-state-missing = Missing
studio-published = Published
studio-draft = Draft
studio-changed = Changes not published
studio-withdrawn = Withdrawn
# $moment: a day and a time
studio-scheduled = To be published: { $moment }
studio-updated-by = { $moment }, { $name }
studio-count = { $count ->
    [1] 1 topic
   *[other] { $count } topics
}
studio-count-more = The first { $count } topics
studio-none = There are no topics yet. Write the first one, or bring them from a spreadsheet.
studio-none-found = No topic fits.
studio-clear = Show all topics
studio-kept-here = This device holds text that is not saved yet:
studio-kept-new = a new topic
# $title: of a topic
studio-mark = Select “{ $title }”
studio-marked = { $count ->
    [1] 1 topic selected
   *[other] { $count } topics selected
}
studio-mark-all = Select all
studio-mark-none = Select none
studio-bulk = Change category and tags
studio-bulk-title = { $count ->
    [1] Change 1 topic
   *[other] Change { $count } topics
}
studio-bulk-help = The changes are saved as drafts. Owners see them once you publish.
studio-bulk-keep = Leave as it is
studio-bulk-add = Add tags, separated by commas
studio-bulk-remove = Take tags away, separated by commas
studio-bulk-go = Change
studio-bulk-done = { $count ->
    [1] 1 topic was changed.
   *[other] { $count } topics were changed.
}
studio-bulk-partly = Changed: { $count }. Not changed: { $refused }

## One topic

studio-back = All topics
studio-entry-missing = There is no such topic.
studio-languages = Languages
studio-title-field = Title
studio-phrasings = Ways to ask
studio-phrasings-help = As owners write it, one a line. You can paste a whole list.
# $number: from 1
studio-phrasing = Way to ask no. { $number }
studio-add-phrasing = Add one
studio-remove-phrasing = Remove this one
studio-pasted = { $count ->
    [1] 1 line was taken from the list.
   *[other] { $count } lines were taken from the list.
}
studio-pasted-left = The list is too long: { $count } lines were left out.
studio-answer = Answer
studio-markdown = Layout of the answer
studio-bold = Bold
studio-italic = Italic
studio-heading = Heading
studio-list = List
studio-numbers = Numbered list
studio-link = Link
studio-table = Table
studio-attach = Add a manual or a picture (PDF, PNG, JPEG, WebP)
studio-attach-sending = Uploading { $name }…
studio-attach-describe = what the picture shows
studio-attach-done = { $name } stands in the answer. Owners can see it once you have published.
studio-attach-large = { $name } is too large: at most { $limit } MB. Please make it smaller.
studio-insert-name = Insert a phone number, name…
studio-preview = As owners see it
studio-preview-empty = There is no answer yet.
studio-preview-long = The answer is too long to be shown.
studio-up-to-date = This is up to date now
studio-stale-help = Another language has new content since. This text may still be right: please check it.
studio-stale-help-since = Another language has new content since version { $revision }. This text may still be right: please check it.
studio-wrong-help = An editor said that this text is wrong now.
studio-wrong-help-since = An editor said that this text, which goes back to version { $revision }, is wrong now.
studio-details = For all languages
studio-id = Short name
studio-id-help = Small Latin letters, digits and hyphens. Links and files use it.
studio-id-taken = Another topic has this name.
studio-models = Car models
studio-models-help = None: it holds for all models.
studio-markets = Markets
studio-markets-help = Such as bd or kz. None: it holds everywhere.
studio-related = Related topics
studio-related-help = Owners may want them next. Type a question to find one.
studio-tags = Tags
studio-tags-help = For your own order. The tag “handoff” leads owners to a person.
# The form of the chat that an entry's answer offers
studio-action = Form below the answer
studio-action-help = Owners see a button for it.
studio-action-none = None
studio-needs-category = A category is needed.
studio-needs-words = Write at least one language.
studio-needs-title = A title is needed.
studio-needs-phrasing = At least one way to ask is needed.
studio-needs-answer = An answer is needed.
studio-needs-id = Please use small Latin letters, digits and hyphens.
studio-too-long = { $count ->
    [1] 1 character too many
   *[other] { $count } characters too many
}
studio-too-many = { $count ->
    [1] 1 way to ask too many
   *[other] { $count } ways to ask too many
}
# Somebody else has the same topic open.
studio-other = { $name } has this topic open, too.
studio-other-at = { $name } is working here, too ({ $language }).

## What is typed

studio-saving-nothing = Nothing to save yet.
studio-saving-typing = Not saved yet…
studio-saving-sending = Saving…
studio-saving-saved-at = Saved as a draft, { $time }
studio-saving-draft = Saved as a draft.
studio-saving-published = As published.
studio-saving-offline = The server cannot be reached. What you type is kept on this device and saved later.
studio-saving-incomplete = Kept on this device. It is saved once nothing is missing.
studio-saving-unkept = This device has no room to keep your text. Do not close the page before it is saved.
studio-saving-large = This is too long to be saved. It is kept on this device: please shorten it.
studio-saving-conflict = Somebody else has changed the same text. Nothing is overwritten until you decide.
studio-saving-refused = Not saved: something has to be mended first. It is kept on this device.
studio-restored = What you had typed and not saved is here again.
studio-left-unsaved = What you typed there is not saved on the server. It is kept on this device until you come back to it.
# $name: of another editor
studio-joined = { $name } has saved changes in the meantime. They were joined with yours.
studio-conflict = { $name } has changed the same text as you.
studio-conflict-open = Compare and decide
studio-incomplete = Something is still missing: it is marked below.
studio-nothing-to-save = Everything is saved.

## Saving and publishing

studio-save = Save
studio-publish = Publish
studio-revisions = Versions
studio-duplicate = Duplicate
studio-rename = Rename
studio-undo = Undo the publication
studio-discard = Drop the draft
studio-unschedule = Do not publish later
studio-withdraw = Withdraw
studio-save-title = Save
studio-change = What kind of change is it?
# $languages: names of languages
studio-change-others = You have not changed: { $languages }.
studio-change-wording = Wording only
studio-change-wording-help = It says the same. The other languages stay as they are.
studio-change-meaning = The meaning changed
studio-change-meaning-help = The other languages are still right, but somebody should check them.
studio-change-wrong = The other languages are wrong now
studio-change-wrong-help = Owners must not rely on them until somebody has changed them.
studio-change-import = Import
studio-note = Note (optional)
studio-note-help = Other editors see it among the versions.
studio-publish-title = Publish
studio-when = When?
studio-now = Now
studio-later = At a time
studio-publish-at = Day and time
# $zone: such as “Asia/Almaty (UTC+05:00)”
studio-zone = Time zone of this device: { $zone }
studio-schedule = Plan it
studio-publish-at-past = Please choose a moment that is still to come.
studio-publish-anyway = Publish all the same
studio-publish-conflict = Somebody else has saved in the meantime. Please look at the topic, then publish again.
studio-override = Why should it be published all the same?
studio-override-act = Why should it be done all the same?
studio-override-help = The reason is kept with the publication.
studio-override-needed = Please write a reason.
studio-gate-asking = Asking what would change for owners…
studio-gate-held = Not published yet. This would change:
studio-gate-would = This would change for owners:
studio-gate-held-act = Not done yet. This would change:
studio-gate-changed = This changes for owners:
studio-gate-none = Nothing else changes.
# $count questions, $title of the topic that answered them so far
studio-gate-takes = { $count ->
    [1] Takes 1 question from “{ $title }”
   *[other] Takes { $count } questions from “{ $title }”
}
studio-gate-takes-some = { $count ->
    [1] Takes 1 question from another topic
   *[other] Takes { $count } questions from other topics
}
studio-gate-answers = { $count ->
    [1] Answers 1 question that went to a person
   *[other] Answers { $count } questions that went to a person
}
studio-gate-loses = { $count ->
    [1] 1 question goes to “{ $title }” instead
   *[other] { $count } questions go to “{ $title }” instead
}
studio-gate-loses-some = { $count ->
    [1] 1 question is not answered any more
   *[other] { $count } questions are not answered any more
}
studio-gate-dangers = { $count ->
    [1] 1 message of danger raises no alarm any more
   *[other] { $count } messages of danger raise no alarm any more
}
studio-gate-more = and { $count } more
studio-rename-title = Rename the topic
studio-rename-help = Old links go on leading here.
studio-undo-title = Undo the last publication?
studio-undo-help = Owners again see what was published before. Your newer text stays among the versions.
studio-withdraw-title = Withdraw this topic?
studio-withdraw-answers = Owners no longer get this answer, from now on.
studio-withdraw-kept = Nothing is deleted. You can publish it again at any time.
studio-discard-title = Drop the draft?
studio-discard-help = The text becomes what is published now.
studio-discard-kept = The draft stays among the versions.
studio-remove-draft = Remove this draft
studio-remove-draft-title = Remove this draft?
studio-remove-draft-help = It was never published. It goes to the withdrawn topics, and can be written on from there.
studio-done-removed = The draft is removed.
studio-already-published = It is published just as it stands here.
studio-done-saved = Saved as a draft.
studio-done-published = Published: owners get it from now on.
studio-done-scheduled = It will be published: { $moment }.
studio-done-unscheduled = It will not be published by itself.
studio-done-withdrawn = Withdrawn: owners no longer get it.
studio-done-undone = Undone: what was published before is back.
studio-done-restored = The older text is a draft now. Publish it to show it to owners.
studio-done-renamed = The topic is now called { $id }.
studio-done-current = Up to date: { $language }

## Two editors

studio-merge-title = You both changed this
studio-merge-help = { $name } saved first. Decide for each text what it shall be; all other changes are kept, yours and theirs.
# $field and $language: such as “Answer, English”
studio-merge-field = { $field }, { $language }
studio-merge-theirs = Theirs
studio-merge-mine = Yours
studio-merge-take-theirs = Take theirs
studio-merge-take-mine = Take yours
studio-merge-result = What it shall be: { $field }
studio-merge-later = Later
studio-merge-go = Go on with this
studio-merge-done = Both are joined.

## Versions

studio-back-to-entry = Back to the topic
studio-revisions-of = Versions of { $id }
studio-revision = Version { $revision }
studio-autosaved = Saved while typing
studio-published-at = Published: { $moment }
# $reason: an editor's words
studio-published-because = Published all the same: { $reason }
studio-diff = From version { $from } to version { $to }
studio-diff-none = Nothing was changed in the text.
studio-diff-added = added:
studio-diff-removed = removed:
studio-restore = Take this text again

## Refusals

studio-error-unreachable = The server cannot be reached. Nothing you typed is lost: please try again.
studio-error-busy = The server is busy. Please try again in a moment.
studio-error-not-found = This is not there any more.
studio-error-forbidden = Your account may not do this.
studio-error-logged-out = You are logged out. Nothing you typed is lost.
studio-error-stale = Somebody else has changed this in the meantime. Please look at it again.
studio-error-too-large = This is too large for the server.
studio-error-read-only = The server takes no changes at the moment. What you typed is kept on this device.
studio-error-other = The server did not accept this. Please try again.

## Keyboard

studio-key-save = Save
studio-key-publish = Publish
studio-key-markdown = Bold, italic, link in an answer
studio-key-new = New topic
studio-key-search = Search the topics
studio-key-try = Try it
studio-key-language = Go to a language
studio-key-phrasing = Begin the next way to ask

## Try it

studio-try = Try it
studio-try-help = Ask as an owner would, and see what they get, and why. Nobody else sees it.
studio-try-question = Question
studio-try-language = Language of the owner
studio-try-detect = As the question is written
studio-try-from = What answers?
studio-try-published = What is published
studio-try-draft = The drafts, too
studio-try-past = What was published at a time
studio-try-at = Day and time
studio-try-at-missing = Please choose a day and a time.
studio-try-go = Ask
studio-try-asking = Asking…
studio-try-answer = The owner gets this answer:
studio-try-suggest = The owner may choose one of these:
studio-try-smalltalk = Small talk: the bot greets, thanks or says goodbye.
studio-try-safety = Danger: the owner gets a safety card, and a person.
studio-try-handoff = The owner is led to a person.
studio-try-asks-danger = The bot also asks whether anyone is in danger.
studio-try-read-as = Language: { $language }.
# $share: such as “93 %”
studio-try-sure = The bot is { $share } sure of the first topic.
studio-try-write = Write an answer to this
studio-why = Why?
studio-why-words = Words of the question
studio-why-words-help = Green: the first topic has this word, or one like it.
studio-why-found = (found)
studio-why-lost = (not found)
# $word as it was typed, $corrected as it was read
studio-why-corrected = { $word } → { $corrected }
studio-why-next = Came next
studio-why-above = It answers from { $answer } on, and is { $sure } sure: enough.
studio-why-between = It answers only from { $answer } on, and is { $sure } sure: so it lets the owner choose.
studio-why-below = It answers from { $answer } on and lets the owner choose from { $suggest } on. It is { $sure } sure: too little for both.

## Translations

studio-translations = Translations
studio-translations-help = What is missing, has to be checked, or is wrong, by language.
studio-translations-none = All languages are up to date.

## Gaps

studio-gaps = Unanswered
studio-gaps-help = What owners asked and did not get, the latest first. Personal details are masked.
studio-gaps-none = Nothing is open: every question got an answer.
studio-gap-count = { $count ->
    [1] asked once
   *[other] asked { $count } times
}
studio-gap-last = last: { $moment }
studio-gap-unanswered = no certain answer
studio-gap-unhelpful = the answer did not help
studio-gap-person = a person was asked for after the answer
studio-gap-buttons = none of the topics offered was taken
studio-gaps-open = Open
studio-gaps-answered = Being answered
studio-gaps-declined = Left to people
studio-gaps-closed = Closed
studio-gaps-none-here = There is nothing here.
studio-gap-entry = Is to be answered by:
studio-gap-nearest = Nearest topics:
studio-gap-reopen = Open again
studio-gap-reopened = It is open again.
studio-gap-linked = Saved. The questions leave the list of the unanswered once they find this topic.
studio-gap-reply = A technician answered
studio-gap-write = Write an answer
studio-gap-is = Belongs to a topic
studio-gap-is-title = Which topic answers this?
studio-gap-is-help = The questions become ways to ask it, in a draft.
studio-gap-choose = This one
studio-gap-decline = A person answers this
studio-gap-declined = Taken off the list: a person answers it.

## Manuals and pictures

studio-files = Manuals and pictures
studio-files-help = What answers show or link to: PDF, PNG, JPEG and WebP. A file that no topic uses is removed 30 days after it came.
# $limit: megabytes
studio-files-limit = At most { $limit } MB each.
studio-files-bring = Add files
studio-files-search = Search the files
studio-files-placeholder = A file’s name, or words of a topic that uses it
studio-files-none = There are no files yet. Add a manual or a picture here, or in the answer of a topic.
studio-files-none-found = No file fits.
studio-files-kilobytes = { $size } KB
studio-files-megabytes = { $size } MB
studio-files-pixels = { $width } × { $height } pixels
studio-files-look = Show { $name } large
studio-files-used-by = Topics that use it
studio-files-unused = No topic uses it.
# $moment: a day and a time
studio-files-unused-until = No topic uses it. It will be removed: { $moment }
studio-files-older = only in an older version
studio-files-brought = { $name } is here. Put it into an answer with the paper clip above the answer.
studio-files-replace = Replace
studio-files-replace-this = Replace { $name }
studio-files-replace-title = Replace { $name }
studio-files-replace-used = These topics show the new file at once, also in chats that have the answer already.
studio-files-replace-unused = The name stays the same.
studio-files-replace-gone = The file of now is not kept.
studio-files-save-old = Save it on this device
studio-files-replace-with = New file
studio-files-replaced = { $name } was replaced.
studio-files-remove = Delete
studio-files-remove-this = Delete { $name }
studio-files-remove-title = Delete { $name }?
studio-files-remove-help = No topic uses it. It cannot be brought back.
studio-files-removed = { $name } was deleted.
studio-files-in-use = It cannot be deleted: these topics need it, be it in an older version that can be restored. You can replace it.
studio-files-device = Choose from this device
studio-files-there = Or one that is here already
studio-files-insert = Insert
studio-files-insert-this = Insert { $name }

## Other content

studio-content = Other content
studio-content-help = What lies beside the topics, as text files. Each is checked when it is saved.
studio-content-none = There are no files.
studio-content-kept = Kept on this device. Press “Save” to save it on the server.
studio-content-conflict = { $name } has changed this file in the meantime. It now says:
studio-content-keep-mine = Go on with mine
studio-line = Line { $line }
studio-file-synonyms = Words that mean the same, a group a line
studio-file-offtopic = Questions that no topic answers, one a line
studio-file-smalltalk = Greetings and thanks, and what the bot says to them
studio-file-dialogue = What owners say of an answer, and what follows
studio-file-safety = Signs of danger, and the cards that owners get
studio-file-dangers = Messages that tell of a danger, to learn from
studio-file-questions = Questions with their right topic, to learn how sure is sure enough
studio-file-languages = Lines by which languages are told apart

## In and out

studio-exchange = Import and export
studio-import = Import
studio-import-help = A spreadsheet (Excel, OpenDocument, CSV), JSON, or an export of Chatwoot, Zendesk or Rasa. You see first what would come of it; it is then saved as drafts.
studio-import-columns-help = A sheet has a row for each topic and columns such as Category, Title (en), Questions (en), Answer (en), and the same with bn and kk; or a row for each topic and language with a column Language. Several questions stand in one cell, one a line. What is exported below is an example.
studio-import-limits = At most { $megabytes } MB, { $rows } rows, and { $topics } new or changed topics at once.
studio-import-file = File
studio-import-language = Language of texts that name none
studio-import-language-none = As the file says
studio-import-category = Category of new topics that name none
studio-import-large = The file is larger than { $megabytes } MB. Please divide it.
studio-import-reading = Reading the file…
studio-import-columns = How the columns are understood
# $sheet: name of a sheet
studio-import-columns-of = How the columns of “{ $sheet }” are understood
studio-import-ignore = Not used
studio-import-problems = { $count ->
    [1] 1 mistake in the file
   *[other] { $count } mistakes in the file
}
# $sheet: name of a sheet; $row: from 1; $column: a name or letter
studio-place-cell = { $sheet }, row { $row }, { $column }
studio-place-sheet = { $sheet }, row { $row }
studio-place-row = Row { $row }, { $column }
studio-import-counts = New: { $added }. Changed: { $changed }. Unchanged: { $same }.
studio-import-new = new
studio-import-changed = changed
studio-import-broken = Nothing was imported. Mend the file and choose it again.
studio-import-go = { $count ->
    [1] Import 1 topic
   *[other] Import { $count } topics
}
studio-import-taking = Importing…
studio-import-done = { $count ->
    [1] 1 topic was imported as a draft.
   *[other] { $count } topics were imported as drafts.
}
studio-import-refused = Not imported: { $refused }
studio-import-see = See the topics
studio-export = Export
studio-export-help = All that is published. What is exported can be imported again.
studio-format-xlsx = Excel (XLSX)
studio-format-csv = Table (CSV)
studio-format-json = JSON
studio-format-toml = Text files (TOML)
studio-export-making = The file is being made…
studio-export-done = The file was downloaded.

## Overview

studio-overview = Overview
studio-overview-help = What was asked in the last 90 days, and what helped.
studio-count-asked = Answered with it
studio-count-shown = Offered
studio-count-taken = Chosen
studio-count-helpful = Helpful
studio-count-unhelpful = Not helpful
studio-count-person = Led to a person
studio-most-asked = Asked most
studio-least-helpful = Helped least
studio-never-asked = { $count } of { $all } published topics
studio-asked-times = { $count ->
    [1] once
   *[other] { $count } times
}
# $unhelpful and $person: how often
studio-unhelpful-times = not helpful: { $unhelpful }, to a person: { $person }
studio-nothing-yet = Nothing has been counted yet.

## How well the bot does

studio-quality = How well the bot finds topics
studio-quality-help = Measured with the topics' own questions, each as if it did not know that one. Owners' own words are harder.
studio-quality-none = This has not been measured yet.
studio-quality-measuring = It is being measured. This may take a few minutes; you can go on working.
studio-quality-failed = It could not be measured. The server's log says why.
studio-quality-current = Measured with what is published now: { $moment }
studio-quality-old = Measured before the last change: { $moment }
studio-quality-measure = Measure now
studio-covered = What happens to questions
studio-covered-all = All languages
studio-covered-right = answered rightly
studio-covered-offered = the right topic is offered
studio-covered-wrong = answered wrongly
studio-covered-person = left to people
# $what: such as “answered rightly”; $share: such as “93 %”
studio-covered-part = { $what }: { $share }
studio-calibration = Is it as sure as it should be?
studio-calibration-help = On the dashed line, the bot is exactly as sure as it is right. The larger a point, the more questions.
studio-calibration-said = how sure the bot is
studio-calibration-was = how often it is right
studio-calibration-point = sure: { $said }, right: { $was }, questions: { $count }
studio-calibration-label = Mean error: { $error }
studio-confusions = Taken for another topic
studio-confusions-help = The right topic, and the one that was found instead.
studio-confusions-none = None.
studio-confusions-times = { $count ->
    [1] once
   *[other] { $count } times
}
studio-worst = Hardest to find
studio-worst-help = Adding ways to ask helps most here.
studio-worst-of = { $right } of { $all }

## Phones and hours

studio-settings = Phones and hours
studio-settings-help = What answers, cards and the chat say about you. It takes effect as soon as it is saved. An empty field takes the general value.
studio-set-save = Save for owners
studio-set-done = Saved: in effect from now on.
studio-set-kept = Kept on this device. Owners see it once you have saved it.
studio-set-joined = Somebody else has saved settings in the meantime. Theirs stand here together with yours: have a look, then save.
studio-set-both = Somebody else has changed the same in the meantime: { $fields }. Yours stands here now, and replaces theirs when you save.
studio-set-texts = First words
studio-set-texts-help = Empty: the program's own words. { "{company}" } stands for the name of the company.
studio-set-greeting = Greeting in an empty chat
studio-set-closed = While nobody is there
studio-set-company = Company, for all markets
# $name: of its section in the configuration, such as “bd”
studio-set-market = Market: { $name }
studio-set-fixed = Set by the operator of the server, and changed only there.
studio-set-default = Not set here: as in the server's configuration.
studio-set-name = Name
studio-set-support-phone = Support phone
studio-set-roadside-phone = Roadside assistance
studio-set-support-email = Support e-mail
studio-set-emergency = Emergency number
studio-set-fire = Fire service
studio-set-ambulance = Ambulance
studio-set-police = Police
studio-set-bank = Partner bank
studio-set-training = Day of the training
studio-set-hours = When technicians are there
studio-set-holidays = Holidays: a calendar's name, or dates such as 2027-03-21
studio-set-zone = Time zone, such as Asia/Dhaka
studio-set-open = From
studio-set-close = Until
studio-set-team-add = Add a team
studio-set-team-remove = Remove this team
studio-day-mon = Mon
studio-day-tue = Tue
studio-day-wed = Wed
studio-day-thu = Thu
studio-day-fri = Fri
studio-day-sat = Sat
studio-day-sun = Sun
