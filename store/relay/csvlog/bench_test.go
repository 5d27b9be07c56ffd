package csvlog

import (
	"fmt"
	"testing"

	"lobby.internal/store/relay/relaytest"
)

// BenchmarkAppend appends batches of a log that grows by 144 entries a day.
func BenchmarkAppend(b *testing.B) {
	for _, limit := range []int{50, 500} {
		b.Run(fmt.Sprint(limit), func(b *testing.B) {
			l := relaytest.NewLog("K1").Grow(limit * b.N)
			batches := l.All(limit)
			s := openDir(b, b.TempDir())
			b.ReportAllocs()
			b.ResetTimer()
			fill(b, s, batches...)
			b.ReportMetric(float64(limit*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
