package agree

import (
	"errors"
	"io"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The forms of the files in docs/grading, as far as those files use them. A field that an
// engine documents and that no file uses is not here: a file that begins to use it fails, and
// somebody looks it up.

// A workflow is a file of GitHub Actions (docs.github.com, Workflow syntax for GitHub Actions).
type workflow struct {
	Name        string                 `yaml:"name"`
	On          map[string]any         `yaml:"on"`
	Permissions map[string]string      `yaml:"permissions"`
	Env         map[string]string      `yaml:"env"`
	Jobs        map[string]workflowJob `yaml:"jobs"`
}

type workflowJob struct {
	Needs    string `yaml:"needs"`
	If       string `yaml:"if"`
	RunsOn   string `yaml:"runs-on"`
	Timeout  int    `yaml:"timeout-minutes"`
	Strategy struct {
		FailFast *bool            `yaml:"fail-fast"`
		Matrix   map[string][]int `yaml:"matrix"`
	} `yaml:"strategy"`
	Steps []workflowStep `yaml:"steps"`
}

type workflowStep struct {
	Name string            `yaml:"name"`
	If   string            `yaml:"if"`
	Uses string            `yaml:"uses"`
	With yaml.Node         `yaml:"with"`
	Env  map[string]string `yaml:"env"`
	Run  string            `yaml:"run"`
}

// The inputs of actions, from the action.yml of each.
type (
	checkoutInputs struct {
		Credentials *bool `yaml:"persist-credentials"`
	}
	setupGoInputs struct {
		VersionFile string `yaml:"go-version-file"`
	}
	uploadInputs struct {
		Name      string `yaml:"name"`
		Path      string `yaml:"path"`
		NoFiles   string `yaml:"if-no-files-found"`
		Retention int    `yaml:"retention-days"`
	}
	downloadInputs struct {
		Pattern string `yaml:"pattern"`
		Path    string `yaml:"path"`
		Merge   bool   `yaml:"merge-multiple"`
	}
)

// A pipeline is a file of GitLab (docs.gitlab.com/ci/yaml).
type pipeline struct {
	Workflow struct {
		Rules []struct {
			If string `yaml:"if"`
		} `yaml:"rules"`
	} `yaml:"workflow"`
	Stages    []string          `yaml:"stages"`
	Variables map[string]string `yaml:"variables"`
	Default   struct {
		Image   string   `yaml:"image"`
		Timeout string   `yaml:"timeout"`
		Before  []string `yaml:"before_script"`
	} `yaml:"default"`
	Part  pipelineJob `yaml:"part"`
	Merge pipelineJob `yaml:"merge"`
}

type pipelineJob struct {
	Stage     string   `yaml:"stage"`
	When      string   `yaml:"when"`
	Parallel  int      `yaml:"parallel"`
	Script    []string `yaml:"script"`
	Artifacts struct {
		Access  string   `yaml:"access"`
		When    string   `yaml:"when"`
		Paths   []string `yaml:"paths"`
		Expire  string   `yaml:"expire_in"`
		Reports struct {
			JUnit string `yaml:"junit"`
		} `yaml:"reports"`
	} `yaml:"artifacts"`
}

// A batchJob is a Job of Kubernetes (kubernetes.io, API reference, Job v1 batch).
type batchJob struct {
	APIVersion string            `yaml:"apiVersion"`
	Kind       string            `yaml:"kind"`
	Metadata   map[string]string `yaml:"metadata"`
	Spec       struct {
		Mode        string `yaml:"completionMode"`
		Completions int    `yaml:"completions"`
		Parallelism int    `yaml:"parallelism"`
		Backoff     *int   `yaml:"backoffLimit"`
		PerIndex    *int   `yaml:"backoffLimitPerIndex"`
		Template    struct {
			Spec podSpec `yaml:"spec"`
		} `yaml:"template"`
	} `yaml:"spec"`
}

type podSpec struct {
	Restart  string `yaml:"restartPolicy"`
	Token    *bool  `yaml:"automountServiceAccountToken"`
	Links    *bool  `yaml:"enableServiceLinks"`
	Security struct {
		NonRoot bool  `yaml:"runAsNonRoot"`
		User    int64 `yaml:"runAsUser"`
		Group   int64 `yaml:"runAsGroup"`
		FSGroup int64 `yaml:"fsGroup"`
		Seccomp struct {
			Type string `yaml:"type"`
		} `yaml:"seccompProfile"`
	} `yaml:"securityContext"`
	Containers []podContainer `yaml:"containers"`
	Volumes    []struct {
		Name  string `yaml:"name"`
		Claim struct {
			Name string `yaml:"claimName"`
		} `yaml:"persistentVolumeClaim"`
	} `yaml:"volumes"`
}

type podContainer struct {
	Name    string   `yaml:"name"`
	Image   string   `yaml:"image"`
	Dir     string   `yaml:"workingDir"`
	Command []string `yaml:"command"`
	Args    []string `yaml:"args"`
	Env     []struct {
		Name  string `yaml:"name"`
		Value string `yaml:"value"`
	} `yaml:"env"`
	Resources map[string]map[string]string `yaml:"resources"`
	Security  struct {
		Escalation   *bool               `yaml:"allowPrivilegeEscalation"`
		Capabilities map[string][]string `yaml:"capabilities"`
	} `yaml:"securityContext"`
	Mounts []struct {
		Name string `yaml:"name"`
		Path string `yaml:"mountPath"`
	} `yaml:"volumeMounts"`
}

// decoded decodes a file of docs/grading, which may have no field that its form does not have.
func decoded[T any](t *testing.T, name string) (form T) {
	t.Helper()
	text := read(t, "docs/grading/"+name)
	strictYAML(t, name, text, &form)
	return form
}

func strictYAML(t *testing.T, name, text string, to any) {
	t.Helper()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(to); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		t.Fatalf("%s has a second document, which nobody looks at: %v", name, err)
	}
}

// inputs decodes what a step gives its action.
func inputs[T any](t *testing.T, step workflowStep) (form T) {
	t.Helper()
	text, err := yaml.Marshal(&step.With)
	if err != nil {
		t.Fatal(err)
	}
	if step.With.Kind != 0 {
		strictYAML(t, step.Uses, string(text), &form)
	}
	return form
}
