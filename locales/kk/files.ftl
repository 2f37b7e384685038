# Чаттағы және маман үстеліндегі фото, құжат, бейне және дауыстық хабар.
file-attach = Фото немесе файл қосу
file-camera = Фотоға түсіру
file-wait = Барлық файл жеткенше күте тұрыңыз немесе жіберілмегенін алып тастаңыз.
file-list = { $count ->
    [1] 1 файл
   *[other] { $count } файл
}
file-going = { $percent } %
file-progress = { $name } жүктеліп жатыр
file-ready = Жіберуге дайын
file-cut = Байланыс үзілді. Жеткен бөлігі сақталды.
file-again = Жалғастыру
file-remove = { $name } файлын алып тастау
file-most = Ең көбі { $count } файл.
file-enlarge = { $name } суретін үлкейту
file-download = { $name } файлын жүктеп алу
file-close = Суретті жабу
file-play-video = { $name } бейнесін қосу
file-play-audio = { $name } тыңдау
file-size = { $size } МБ
file-loading = Жүктелуде…
file-gone = Файл жүктелмеді. Бетті жаңартып, қайталап көріңіз.
file-voice = Дауыстық хабар жазу
file-voice-stop = Жазуды тоқтату
file-voice-going = Жазылып жатыр. Біткенде түймені қайта басыңыз; ең көбі үш минут.
file-voice-refused = Микрофон қолжетімсіз. Браузерде рұқсат беріңіз немесе жазып жіберіңіз.
