package kiosk

// Document is a text of the house that visitors may read in full, in each
// language, and the version that a visit keeps of it.
type Document struct {
	Version string          `json:"version"`
	Text    map[Lang]string `json:"text"` // paragraphs apart by an empty line
}

// IsZero reports whether the house has no such text.
func (d Document) IsZero() bool { return d.Version == "" }

// In returns the text in that language, as Written has it.
func (d Document) In(lang Lang) string { return Written(d.Text, lang) }

// Written returns what the house wrote in that language. Where it wrote none, a
// visitor who does not read Chinese is shown the English, and the Chinese where
// there is none of that either.
func Written(text map[Lang]string, lang Lang) string {
	for _, l := range []Lang{lang, LangEN} {
		if words, ok := text[l]; ok {
			return words
		}
	}
	return text[LangZH]
}

// Terms are the versions of the texts that a visitor agrees to by registering;
// "" where the house has no such text.
type Terms struct {
	Consent string // what is kept of visitors
	Rules   string // the house rules, or of confidentiality, which are signed
}

// unlike returns the refusal of who was shown other texts than those in force.
func (t Terms) unlike(shown Terms) error {
	if t.Consent == shown.Consent {
		return &Error{Code: CodeIncomplete, Field: "signature", Detail: "the rules in force are version " + t.Rules}
	}
	return &Error{Code: CodeIncomplete, Field: "consent", Detail: "the text in force is version " + t.Consent}
}
