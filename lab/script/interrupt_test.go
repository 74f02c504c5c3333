package script

import (
	"testing"

	"chatlab/lab/program"
)

// An unaskedWorld can't send an interrupt.
type unaskedWorld struct{ World }

func (unaskedWorld) Interrupt() error { return &program.Trouble{What: "no console"} }

// TestInterruptNotDelivered: a server that got no interrupt is not to blame if it stays.
func TestInterruptNotDelivered(t *testing.T) {
	sc, err := scenario(t, "# A test.\nserver\ninterrupt\nexits 0\n")
	if err != nil {
		t.Fatal(err)
	}
	o := Run(t.Context(), sc, unaskedWorld{reference()}, Options{Slow: 0.2})
	if o.Verdict != Trouble || o.Trouble.Kind != program.OfTheKit || o.Failing() == nil || o.Failing().Source != "interrupt" {
		t.Errorf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
}
