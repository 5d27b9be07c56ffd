package speech

import "lobby.internal/kiosk"

// Voice returns espeak-ng's voice for a language.
func Voice(lang kiosk.Lang) string { return voices[lang] }
