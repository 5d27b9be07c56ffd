package main

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"lobby.internal/kiosk/control"
)

func TestStatus_WithoutAnAgent(t *testing.T) {
	call(t, "", "--data", seeded(t), "status").want(t, exitDone,
		"no agent is running; this is what its file says, and nothing is known of the devices\n"+
			"waiting 1, the longest since 2024-11-25 08:00\nin progress 0, on site 0, hosts in the directory 1\n")
}

func TestStatus_NeitherAgentNorFile(t *testing.T) {
	dir := t.TempDir()
	call(t, "", "--data", dir, "status").want(t, exitFailed, "",
		filepath.Join(dir, "lobby.db"), "start the agent, or name its data directory with --data")
	wantFiles(t, dir)
}

// someStatus is a kiosk with a printer that two things hold up.
func someStatus() control.Status {
	since := time.Date(2024, 11, 24, 8, 30, 0, 0, time.Local)
	return control.Status{
		Version: "v1.2.3", Started: since, Waiting: 2, WaitingSince: since.Add(10 * time.Minute), InProgress: 1, OnSite: 5, Damaged: 1, Hosts: 40,
		Devices: []control.Device{
			{Name: "printer", Health: "not_ready", Causes: []string{"paper_out", "paused"}, Since: since.Add(time.Hour)},
			{Name: "reader", Health: "ready", Since: since},
			{Name: "scanner", Health: "absent", Causes: []string{"in_use"}, Detail: "ModemManager (pid 4)"},
			{Name: "drone", Health: "lost", Causes: []string{"fog"}},
		},
		Memory: 4 << 20,
	}
}

func TestStatus_OfARunningAgent(t *testing.T) {
	f := &fake{status: someStatus()}
	dir := running(t, f)
	call(t, "", "--data", dir, "status").want(t, exitDone, `running since 2024-11-24 08:30, version v1.2.3, heap 4096 KB
waiting 2, the longest since 2024-11-24 08:40
in progress 1, on site 5, hosts in the directory 40
damaged and left out: 1; lobbyctl badgelog verify says what is wrong, a backup puts it right
Badge printer: needs attention since 2024-11-24 09:30
    Out of paper. Please load a new roll.
    The printer is paused. Please press the pause button on the printer.
Card reader: ready since 2024-11-24 08:30
Code scanner: not connected
    Another program is using the device: ModemManager (pid 4). Please ask the administrator to close that program.
drone: lost
    fog.
`)
	r := call(t, "", "--data", dir, "status", "--format", "json")
	var got control.Status
	if err := json.NewDecoder(strings.NewReader(r.stdout)).Decode(&got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Devices[0].Causes, f.status.Devices[0].Causes) || got.InProgress != 1 || !got.WaitingSince.Equal(f.status.WaitingSince) {
		t.Errorf("in JSON: %+v", got)
	}
}
