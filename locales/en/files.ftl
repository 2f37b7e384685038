# Photos, documents, video and voice, in the chat and at the desk.
file-attach = Add a photo or a file
file-camera = Take a photo
file-wait = Please wait until all files have arrived, or remove those that cannot be sent.
file-list = { $count ->
    [one] 1 file
   *[other] { $count } files
}
file-going = { $percent } %
file-progress = Uploading { $name }
file-ready = Ready to send
file-cut = The line was cut. What has arrived is kept.
file-again = Go on
file-remove = Remove { $name }
file-most = At most { $count } files.
file-enlarge = Enlarge { $name }
file-download = Download { $name }
file-close = Close the picture
file-play-video = Play the video { $name }
file-play-audio = Listen to { $name }
file-size = { $size } MB
file-loading = Loading…
file-gone = This file could not be loaded. Please reload the page to try again.
file-voice = Record a voice message
file-voice-stop = Stop recording
file-voice-going = Recording. Press the button again when you have finished; three minutes at most.
file-voice-refused = The microphone is not available. Please allow it in your browser, or write instead.
