using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>What is meant by a name that a list of names does not have: another word for one that it has, or a name of another list.</summary>
internal static class NameHints
{
    // What others call it, by what it is; "" stands for whatever is named.
    private static readonly (string Kind, string Words, string Meant)[] Synonyms =
    [
        ("precision", "float32 float single", "fp32"),
        ("precision", "bfloat16 fp16 float16 half amp", "bf16"),
        ("criterion", "l1 l1-norm mag abs weight", "magnitude"),
        ("criterion", "snip connection-sensitivity", "gradient"),
        ("criterion", "synaptic-flow", "synflow"),
        ("criterion", "obd optimal-brain-damage fisher-diagonal diagonal-fisher", "fisher"),
        ("criterion", "obs optimal-brain-surgeon", "woodfisher"),
        ("criterion", "hessian hessian-diagonal", "hutchinson"),
        ("criterion", "obq exact-obs exactobs", "obc"),
        ("criterion", "mask masks scores external custom", "file"),
        ("criterion", "grad taylor", "gradient"),
        ("criterion", "act", "activation"),
        ("criterion", "rand", "random"),
        ("criterion", "bn-scale gamma batch-norm-scale slimming network-slimming", "norm-scale"),
        ("criterion", "fpgm gm median", "geometric-median"),
        ("criterion", "zeros average-percentage-of-zeros network-trimming", "apoz"),
        ("criterion", "taylor-gates gates taylor-bn", "gate-taylor"),
        ("criterion", "depgraph group-l2 torch-pruning", "group-norm"),
        ("scope", "local layerwise per-layer uniform", "layer"),
        ("scope", "all network model", "global"),
        ("scope", "rows output per-output per-row unit per-unit", "row"),
        ("scope", "er erdos-renyi erdos-renyi-kernel", "erk"),
        ("scope", "manual custom given", "densities"),
        ("scope", "as same", "like"),
        ("structure", "unstructured weights element", "weight"),
        ("structure", "channels filter filters structured structural neuron neurons", "channel"),
        ("target", "flops flop mac multiply-adds speedup", "macs"),
        ("target", "parameters params size ratio", "compression"),
        ("structure", "semi-structured sparse-tensor-core", "n-m"),
        ("starting point", "init initialisation at-init scratch untrained zero random", "initialization"),
        ("starting point", "trained dense end", "pretrained"),
        ("path", "exp geometric", "exponential"),
        ("path", "lottery-ticket lth imp", "lottery"),
        ("grow", "rigl grad", "gradient"),
        ("grow", "set rand", "random"),
        ("measure-after", "none no off false", "nothing"),
        ("measure-after", "bn bn-recalibration recalibrate recalibration renew reset-bn adaptive-bn", "renew-norm"),
        ("retraining", "true yes on fine-tuning finetuning ft tune", "fine-tune"),
        ("retraining", "false no off", "none"),
        ("retraining", "rewind rewinding weight-rewinding wr lottery lottery-ticket lth imp", "weight-rewind"),
        ("retraining", "lr-rewinding learning-rate-rewind learning-rate-rewinding lrr", "lr-rewind"),
        ("retraining", "reinit re-init random-reinit", "reinitialize"),
        ("retraining", "scratch from-scratch", "scratch-e"),
        ("retraining", "kd knowledge-distillation distillation", "distill"),
        ("retraining", "bn bn-recalibration recalibrate recalibration renew reset-bn adaptive-bn", "renew-norm"),
        ("schedule", "multistep multi-step step-lr", "step"),
        ("schedule", "cosine-annealing", "cosine"),
        ("schedule", "linear-decay linear-to-zero", "linear"),
        ("schedule", "clr sgdr restarts cyclic-restart", "cyclic"),
        ("schedule", "iter rounds imp lottery lottery-ticket lth", "iterative"),
        ("schedule", "gmp cubic zhu-gupta", "gradual"),
        ("schedule", "rigl set dst sparse-to-sparse", "dynamic"),
        ("schedule", "ste top-kast sr-ste", "straight-through"),
        ("schedule", "greg greg-1 growing-regularization", "growing"),
        ("batch-norm", "test inference running", "eval"),
        ("batch-norm", "training batch", "train"),
        ("format", "mnist ubyte", "idx"),
        ("format", "cifar binary bin", "cifar-bin"),
        ("format", "tsv text table", "csv"),
        ("format", "folder folders image-folder images pictures jpeg png imagenet", "imagefolder"),
        ("dataset", "fmnist fashion", "fashion-mnist"),
        ("model", "mlp", "lenet-300-100"),
        ("strategy", "gmp zhu-gupta gradual cubic", "gradual-magnitude"),
        ("strategy", "l1 li-2017 pfec filter-pruning l1-norm", "l1-filters"),
        ("strategy", "slimming norm-scale bn-scale", "network-slimming"),
        ("strategy", "depgraph", "group-norm"),
        ("strategy", "width smaller-dense small-dense", "narrow-dense"),
        ("strategy", "imp lth lottery lt lottery-tickets iterative-magnitude iterative-magnitude-pruning weight-rewinding", "lottery-ticket"),
        ("strategy", "lr-rewind lr-rewinding learning-rate-rewinding imp-lrr", "imp-lr-rewind"),
        ("strategy", "prune-at-init prune-at-initialization pai", "snip"),
        ("strategy", "iterative-snip itersnip", "iter-snip"),
        ("strategy", "synaptic-flow", "synflow"),
        ("strategy", "obd optimal-brain-damage", "fisher"),
        ("strategy", "obs optimal-brain-surgeon wf", "woodfisher"),
        ("strategy", "obq exact-obs exactobs", "obc"),
        ("strategy", "uniform+ uniform-magnitude", "uniform-plus-magnitude"),
        ("strategy", "2:4 nm n-m n:m sparse-tensor-core", "nm-2-4"),
        ("strategy", "4:8", "nm-4-8"),
        ("strategy", "scratch from-scratch", "scratch-e"),
        ("strategy", "global-mag-weight gmp omp mp one-shot-magnitude", "global-magnitude"),
        ("strategy", "layer-mag-weight", "layer-magnitude"),
        ("strategy", "global-mag-grad", "global-gradient"),
        ("strategy", "layer-mag-grad", "layer-gradient"),
        ("strategy", "random-pruning", "random"),
        ("strategy", "global-mag-act", "global-activation"),
        ("strategy", "layer-mag-act", "layer-activation"),
    ];

    /// <summary>One line about a name that is none of a list, outside a sweep.</summary>
    public static string Unknown(string kind, string name, IEnumerable<string> valid)
    {
        var all = valid.ToList();
        return Names.Unknown(kind, name, all, Of(kind, name, all, elsewhere: null));
    }

    /// <summary>What is known better than the nearest name; null where nothing is.</summary>
    /// <param name="kind">What the list names.</param>
    /// <param name="name">What is written.</param>
    /// <param name="valid">The list.</param>
    /// <param name="elsewhere">What the name is otherwise.</param>
    public static string? Of(string kind, string name, IEnumerable<string> valid, Func<string, string?>? elsewhere)
    {
        if (name.Contains(" - ", StringComparison.Ordinal)) return "two items run together: each '-' begins in the column of the first";
        if (name.Split(',', ' ') is { Length: > 1 } parts && parts.Where(p => p.Length > 0).All(valid.Contains))
            return "each name is an entry of its own: separate them by commas, without quotation marks";
        if (Lookalikes.In(name) is { } foreign) return foreign;
        if (valid.FirstOrDefault(v => Names.Same(v, name)) is { } same) return Names.DidYouMean(same);
        if (Array.Find(Synonyms, s => s.Kind == kind && valid.Contains(s.Meant) && s.Words.Split(' ').Any(w => Names.Same(w, name))) is { Meant: { } meant })
            return Names.DidYouMean(meant);
        if (elsewhere?.Invoke(name) is { } answer) return answer;
        return valid.FirstOrDefault(v => Words(v).SetEquals(Words(name))) is { } turned ? Names.DidYouMean(turned) : null;
    }

    /// <summary>What a name is, of all that a vocabulary has; null where it is nothing.</summary>
    public static string? InVocabulary(Vocabulary vocabulary, string kind, string name)
    {
        if (kind == "strategy")
        {
            if (name is "dense" or "none" or "baseline" or "control" or "unpruned") return "the dense control is no strategy but compression 1";
            if (Has(vocabulary.Criteria, name) is { } criterion)
                return $"'{criterion}' is a criterion; {Those(s => s.Criterion == criterion)}write {{name: mine, criterion: {criterion}, scope: {ScopeFor(criterion)}}}";
            if (Has(vocabulary.Scopes, name) is { } scope)
                return $"'{scope}' is a scope; {Those(s => s.Scope == scope)}write {{name: mine, criterion: {vocabulary.Criteria[0].Name}, scope: {scope}}}";
            if (Has(vocabulary.Schedules, name) is { } schedule)
                return $"'{schedule}' is a schedule; {Those(s => s.Schedule == schedule)}write {{name: mine, base: {vocabulary.Strategies[0].Name}, schedule: {schedule}}}";
            if (Has(vocabulary.Retrainings, name) is { } retraining)
                return $"'{retraining}' is a retraining; {Those(s => s.Retraining == retraining)}write {{name: mine, base: {vocabulary.Strategies[0].Name}, retraining: {retraining}}}";
        }
        return Belongs("dataset", "data set", "datasets", vocabulary.Datasets) ?? Belongs("model", "model", "models", vocabulary.Models)
            ?? Belongs("strategy", "strategy", "strategies", vocabulary.Strategies.Select(s => new Word(s.Name))) ?? Belongs("protocol", "protocol", "protocol", vocabulary.Protocols)
            ?? (kind == "criterion" ? Belongs("scope", "scope", "scope", vocabulary.Scopes) : null)
            ?? (kind == "scope" ? Belongs("criterion", "criterion", "criterion", vocabulary.Criteria) : null);

        string? Belongs(string own, string what, string key, IEnumerable<Word> words) =>
            own != kind && Has(words, name) is { } known ? $"'{known}' is a {what}: it belongs in '{key}'" : null;

        string ScopeFor(string criterion) => vocabulary.Criteria.First(c => c.Name == criterion).IsLayerwise ? vocabulary.Scopes.First(s => s.IsWithinLayers).Name : vocabulary.Scopes[0].Name;

        string Those(Func<StrategySpec, bool> with) => vocabulary.Strategies.Select(s => s.Spec).Where(with).ToList() is { Count: > 0 } named
            ? $"strategies with it: {string.Join(", ", named.Select(s => s.Name))}; or " : "";
    }

    private static string? Has(IEnumerable<Word> words, string name) => words.FirstOrDefault(w => Names.Same(w.Name, name))?.Name;

    private static HashSet<string> Words(string name) => [.. name.ToLowerInvariant().Split('-', '_', ' ', '/', '+')];
}
