// Package screen is what both windows are made of: the palette, the theme with
// the embedded fonts, boxes to lay out, a pen that paints them, a stage that
// turns touches into intents, and the pump that brings models to the screen.
//
// A window is painted anew from its model at each Render, onto objects that are
// made once and used again. It keeps nothing of its own, so any model may
// follow any other.
package screen

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lobby.internal/assets"
)

// Theme is Fyne's theme with the kiosk's fonts and palette.
type Theme struct {
	regular, bold fyne.Resource
}

// NewTheme returns the theme.
func NewTheme() *Theme {
	return &Theme{
		regular: fyne.NewStaticResource("LobbySans-Regular.otf", assets.FontRegular()),
		bold:    fyne.NewStaticResource("LobbySans-Bold.otf", assets.FontBold()),
	}
}

// Font implements fyne.Theme.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Symbol, s.Monospace:
		return theme.DefaultTheme().Font(s)
	case s.Bold:
		return t.bold
	}
	return t.regular
}

// Color implements fyne.Theme. The kiosk is light whatever the desktop's
// setting.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	switch name {
	case theme.ColorNameBackground, theme.ColorNameOverlayBackground:
		return Paper
	case theme.ColorNameForeground:
		return Ink
	case theme.ColorNamePrimary, theme.ColorNameFocus:
		return Jade
	case theme.ColorNameInputBackground, theme.ColorNameButton:
		return Card
	case theme.ColorNameInputBorder:
		return Outline
	case theme.ColorNamePlaceHolder:
		return Faint
	case theme.ColorNameError:
		return Failure
	case theme.ColorNameSelection:
		return Mist
	}
	return theme.DefaultTheme().Color(name, theme.VariantLight)
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 { return theme.DefaultTheme().Size(name) }
