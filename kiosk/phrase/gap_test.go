package phrase_test

import (
	"testing"

	"lobby.internal/kiosk"
	"lobby.internal/kiosk/phrase"
)

// Letters stand apart from the characters around them, once, and not from marks;
// numbers stand as the words have them.
func TestSay_GapsInChinese(t *testing.T) {
	b := openBook(t)
	anna := kiosk.Person{Name: "Anna Exemplum", Title: kiosk.TitleMs}
	mixed := kiosk.Person{Name: "Anna 示例", Title: kiosk.TitleNone}
	for want, line := range map[string]kiosk.Line{
		"Exemplum 女士，李经理马上来见您，请您在前台接待厅稍等片刻":                     kiosk.Say("house.coming_down").To(anna).About(manager),
		"对不起，Exemplum 女士不在公司，请您稍后与他联系":                          kiosk.Say("house.absent").About(anna),
		"请稍候，正在为您联系 Exemplum 女士":                                kiosk.Say("house.contacting").About(anna),
		"请稍候，正在为您联系 Anna Exemplum":                              kiosk.Say("house.contacting").About(kiosk.Person{Name: anna.Name}),
		"请稍候，正在为您联系李经理":                                         kiosk.Say("house.contacting").About(manager),
		"您好，这里是前台，示例物业的客人 Anna Exemplum 来访，请问您现在方便见面吗？":         kiosk.Say("house.phone_host_company", "From", "示例物业").To(anna),
		"您好，这里是前台，3M 的客人王小明来访，请问您现在方便见面吗？":                      kiosk.Say("house.phone_host_company", "From", "3M").To(wang),
		"您好，这里是前台，Sample GmbH 的客人 Anna Exemplum 来访，请问您现在方便见面吗？": kiosk.Say("house.phone_host_company", "From", "Sample GmbH").To(anna),
		"您好，这里是前台，客人 Anna Exemplum 一行 3 位来访，请问您现在方便见面吗？":        kiosk.Say("house.phone_party", "Party", "3").To(anna),
		"您好，这里是前台，有位客人 Anna 示例来访，请问您现在方便见面吗？":                   kiosk.Say("house.phone_host").To(mixed),
		"您前面还有 2 位访客，我们会按先后顺序为您联系，请稍候":                          kiosk.Say("house.waiting_place", "Place", "2"),
		"下一位就是您，我们马上为您联系，请稍候":                                   kiosk.Say("house.waiting_place", "Place", "0"),
		"请乘 A 区电梯":        kiosk.Say("house.strip_lift", "Lift", "A"),
		"请慢走":             kiosk.Say("house.farewell"),
		"Exemplum 女士，请慢走": kiosk.Say("house.farewell").To(anna),
		"Exemplum 女士给李经理留了言，请尽快转达":    kiosk.Say("notice.message_waiting").To(anna).About(manager),
		"访客给 Anna Exemplum 留了言，请尽快转达": kiosk.Say("notice.message_waiting").About(kiosk.Person{Name: anna.Name}),
		"改见 Anna Exemplum":            kiosk.Say("lobby.see_deputy", "Name", "Anna Exemplum"),
		"改见李明":                        kiosk.Say("lobby.see_deputy", "Name", "李明"),
	} {
		if got := b.Say(kiosk.LangZH, line); got != want {
			t.Errorf("%s: %q, want %q", line.ID, got, want)
		}
	}
	if got, want := b.Say(kiosk.LangJA, kiosk.Say("house.absent").About(anna)), "申し訳ございません。Exemplum 様はただいまご不在です。後ほど改めてご連絡ください"; got != want {
		t.Errorf("in Japanese: %q, want %q", got, want)
	}
}

func TestSay_SeamsAreNotData(t *testing.T) {
	b := smallBook(t, "hello = '您好{{.Name}}再见'")
	for name, want := range map[string]string{"\uFDD0": "您好再见", "A\uFDD0B": "您好 AB 再见", "": "您好再见", "é": "您好 é 再见", "123": "您好123再见"} {
		if got := b.Text(kiosk.LangZH, "hello", "Name", name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestReadDocument_GapsInChinese(t *testing.T) {
	raw := []byte("version = 'v'\nzh-CN = '本楼由{company}管理，保存{days}天'\nen = 'x {company}'\n")
	d, err := phrase.ReadDocument(raw, func(kiosk.Lang) []string { return []string{"company", "Sample Property", "days", "30"} })
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.Text[kiosk.LangZH], "本楼由 Sample Property 管理，保存30天"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := d.Text[kiosk.LangEN], "x Sample Property"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
