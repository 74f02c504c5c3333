package agree

import (
	"testing"

	"chatlab/lab/browser"
)

// picturesHaveRoom checks that a picture of the bench shows arrows when it opens, on a wide page, a
// narrow one and a phone. On the wide page it shows them without scrolling. A long guess must fit
// a phone, too. Beside the picture, the lesson's text and the button for a hint have room.
func picturesHaveRoom(t *testing.T, b *browser.Browser, page string) {
	t.Helper()
	for _, size := range []struct{ width, height, arrows int }{{1280, 900, 6}, {800, 900, 5}, {390, 844, 5}} {
		b.Size(size.width, size.height, false)
		b.Go(page)
		b.Await("document.querySelector('#look iframe')")
		var text int // its height
		var hint bool
		b.Eval("document.querySelector('.reading').clientHeight", &text)
		b.Eval("(() => { const box = document.querySelector('#hint').getBoundingClientRect(); return document.elementFromPoint(box.left + 9, box.bottom - 4)?.id === 'hint'; })()", &hint)
		if size.width > 1000 && (text < size.height/2 || !hint) {
			t.Errorf("%d by %d pixels: the text is %d high, and the button for a hint is in view: %v", size.width, size.height, text, hint)
		}
		if size.width < 1000 {
			b.Eval("document.querySelector('#look iframe').scrollIntoView()", nil)
		}
		var frame struct {
			Address       string
			Width, Height int // of what is in view
		}
		b.Eval(`(() => {
			const frame = document.querySelector('#look iframe'), box = frame.getBoundingClientRect();
			return { Address: frame.src, Width: Math.floor(box.width), Height: Math.floor(Math.min(box.bottom, innerHeight) - box.top) };
		})()`, &frame)
		b.Size(frame.Width, frame.Height, false)
		b.Go(frame.Address)
		b.Eval("document.documentElement.classList.add('framed'); scrollTo(0, 0)", nil)
		var arrows int
		b.Eval(`(() => {
			const top = document.querySelector('.heads').getBoundingClientRect().bottom;
			const bottom = Math.min(innerHeight, document.querySelector('#ladder').getBoundingClientRect().bottom);
			return Math.floor((bottom - top) / document.querySelector('li:not([hidden]) > .row').offsetHeight);
		})()`, &arrows)
		if arrows < size.arrows {
			t.Errorf("%d by %d pixels: the frame shows %d by %d, which is %d arrows; want %d", size.width, size.height, frame.Width, frame.Height, arrows, size.arrows)
		}
	}
	b.Go(page)
	b.Size(390, 844, false)
	b.Await("document.querySelector('.guessed')")
	b.Eval("document.querySelector('.guessed').textContent += 'w'.repeat(300)", nil)
	var wide int
	if b.Eval("document.documentElement.scrollWidth", &wide); wide > 390 {
		t.Errorf("with a long word in a guess, a phone shows a page of %d pixels", wide)
	}
	b.Size(1280, 1000, false)
	b.Go(page)
}

// compare opens what is compared on a wide page. The two pictures must have its whole width, and both
// be in view from their top to their end, with the chosen row of the list. The text of the lesson must
// be where it was when they are closed.
func compare(t *testing.T, b *browser.Browser) {
	t.Helper()
	const top = "document.querySelector('.reading').scrollTop"
	b.Size(1280, 900, false)
	b.Eval(top+" = 700; 0", nil)
	b.Click("#look .compare summary")
	var frames []struct{ Left, Right, Top, Bottom float64 }
	b.Eval(`[...document.querySelectorAll('#look iframe')].map((frame) => frame.getBoundingClientRect()).map((box) => ({ Left: box.left, Right: box.right, Top: box.top, Bottom: box.bottom }))`, &frames)
	for _, frame := range frames {
		if frame.Left < 0 || frame.Right > 1280 || frame.Right-frame.Left < 1200 || frame.Bottom > 900 || frame.Bottom-frame.Top < 270 {
			t.Errorf("a picture to compare is from %v to %v, and from %v down to %v", frame.Left, frame.Right, frame.Top, frame.Bottom)
		}
	}
	if len(frames) != 2 {
		t.Errorf("%d pictures are compared", len(frames))
	}
	const row = `(() => { const row = document.querySelector('#scenarios [aria-current]').getBoundingClientRect(), box = document.querySelector('#scenarios').getBoundingClientRect(); return row.top >= box.top - 1 && row.bottom <= box.bottom + 1; })()`
	b.Await(row)
	b.Click("#look .compare summary")
	if got := b.Text(top); got != "700" {
		t.Errorf("after comparing, the text of the lesson is scrolled to %s, want 700", got)
	}
	b.Click("#look .compare summary")
}

// outputIsWhole checks that what a command has printed keeps its lines, and opens at its first ✗.
func outputIsWhole(t *testing.T, b *browser.Browser) {
	t.Helper()
	const pre = "document.querySelector('#output-1 pre')"
	var shown struct {
		Wraps     string
		Top, Line int
	}
	b.Eval(`(() => { const pre = `+pre+`; return { Wraps: getComputedStyle(pre).whiteSpace, Top: Math.round(pre.scrollTop), Line: pre.textContent.slice(0, pre.textContent.indexOf('✗')).split('\n').length }; })()`, &shown)
	if shown.Wraps != "pre" || shown.Top > 20*shown.Line {
		t.Errorf("white space is %q, and the output is scrolled by %d pixels; its first ✗ is on line %d", shown.Wraps, shown.Top, shown.Line)
	}
}
