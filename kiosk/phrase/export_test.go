package phrase

import "lobby.internal/kiosk"

// Sources returns the templates of a phrase.
func (b *Book) Sources(lang kiosk.Lang, id string) []string {
	var sources []string
	for _, words := range b.catalogues[lang][id].forms {
		sources = append(sources, words)
	}
	return sources
}
