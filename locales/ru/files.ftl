# Фото, документы, видео и голосовые сообщения в чате и на рабочем месте.
file-attach = Добавить фото или файл
file-camera = Сделать фото
file-wait = Подождите, пока придут все файлы, или удалите те, что не отправляются.
file-list = { $count ->
    [one] { $count } файл
    [few] { $count } файла
   *[other] { $count } файлов
}
file-going = { $percent } %
file-progress = Загружается { $name }
file-ready = Готово к отправке
file-cut = Связь прервалась. То, что пришло, сохранено.
file-again = Продолжить
file-remove = Убрать { $name }
file-most = Не больше { $count } файлов.
file-enlarge = Увеличить { $name }
file-download = Скачать { $name }
file-close = Закрыть снимок
file-play-video = Включить видео { $name }
file-play-audio = Прослушать { $name }
file-size = { $size } МБ
file-loading = Загружается…
file-gone = Файл не загрузился. Обновите страницу и попробуйте ещё раз.
file-voice = Записать голосовое сообщение
file-voice-stop = Остановить запись
file-voice-going = Идёт запись. Нажмите кнопку ещё раз, когда закончите; не больше трёх минут.
file-voice-refused = Микрофон недоступен. Разрешите его в браузере или напишите.
