package badgelog

// KindErased is the kind of the entry that records that a visit's personal
// fields were forgotten. Whoever keeps rows of that visit forgets them too.
const KindErased = "erased"

// PersonalColumns returns the names of the columns that say who the visitor
// was.
func PersonalColumns() []string { return []string{"visitor", "title", "company"} }

// Forgotten returns the row without its personal columns.
func (r Row) Forgotten() Row {
	r.Visitor, r.Title, r.Company = "", "", ""
	return r
}
