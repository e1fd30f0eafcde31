using System.Globalization;
using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>What is meant by a key that is not known where it is written: another word for one that is, or one that belongs elsewhere.</summary>
internal static class KeyHints
{
    private const string Layer = "at the top level or in a block of 'experiments'";

    /// <summary>Where each key is valid, and how it is written there.</summary>
    internal static IReadOnlyDictionary<string, string> Places { get; } = new Dictionary<string, string>
    {
        ["name"] = "at the top level: it names the whole sweep", ["description"] = "at the top level", ["experiments"] = "at the top level",
        ["datasets"] = Layer, ["models"] = Layer, ["strategies"] = Layer, ["compressions"] = Layer, ["seeds"] = Layer, ["protocol"] = Layer,
        ["precision"] = Layer, ["pretraining"] = Layer, ["retraining"] = Layer, ["scoring"] = Layer, ["start"] = Layer,
        ["recipe"] = Recipe("recipe: quick-train"), ["epochs"] = Recipe("epochs: 10"), ["steps"] = Recipe("steps: 1000"), ["batch"] = Recipe("batch: 64"),
        ["flip"] = Recipe("flip: true"), ["crop-padding"] = Recipe("crop-padding: 4"), ["optimizer"] = Recipe("optimizer: sgd"), ["learning-rate"] = Recipe("learning-rate: 0.01"),
        ["momentum"] = Optimizer("momentum: 0.9"), ["nesterov"] = Optimizer("momentum: 0.9, nesterov: true"), ["weight-decay"] = Optimizer("weight-decay: 1e-4"),
        ["beta1"] = Optimizer("beta1: 0.9", "adam"), ["beta2"] = Optimizer("beta2: 0.999", "adam"), ["epsilon"] = Optimizer("epsilon: 1e-8", "adam"),
        ["rate"] = Rate("rate: 0.01"), ["drops"] = Rate("schedule: step, drops: [0.5, 0.75]"), ["gamma"] = Rate("schedule: step, drops: [0.5], gamma: 0.1"),
        ["warmup"] = Rate("warmup: 0.1"),
        ["schedule"] = "in 'learning-rate' of a recipe (constant, step, cosine, one-cycle) or in a strategy (one-shot)",
        ["criterion"] = Strategy(""), ["scope"] = Strategy(""), ["structure"] = Strategy(", structure: weight"),
        ["samples"] = Scoring("samples: 1024"), ["batch-norm"] = Scoring("batch-norm: eval"),
        ["weights"] = "in 'start', as in 'start: {weights: FILE.safetensors}'", ["mean"] = "in 'start' or in a data set of your own", ["std"] = "in 'start' or in a data set of your own",
        ["format"] = OwnData, ["train"] = OwnData, ["test"] = OwnData, ["classes"] = OwnData, ["shape"] = OwnData, ["max-value"] = OwnData,
        ["label"] = OwnData, ["header"] = OwnData, ["label-bytes"] = OwnData,
    };

    /// <summary>All keys, of whatever section.</summary>
    public static IReadOnlyCollection<string> Keys { get; } = [.. Places.Keys];

    // What other tools and other people say: the words, then the key that is meant; of several the first that is valid in the section.
    private static readonly (string Words, string Keys)[] Synonyms =
    [
        ("lr eta base-lr initial-lr init-lr max-lr lr0 step-size alpha initial", "rate learning-rate"), ("batch-size bs minibatch mini-batch train-batch-size", "batch"),
        ("wd l2 decay regularization", "weight-decay"), ("epoch num-epochs n-epochs max-epochs", "epochs"), ("iterations iters max-steps num-steps max-iter updates", "steps"),
        ("optim optimiser opt solver", "optimizer"), ("scheduler lr-scheduler lr-schedule learning-rate-schedule lr-policy", "schedule learning-rate"),
        ("milestones lr-steps decay-epochs", "drops"), ("lr-decay decay-rate factor", "gamma"), ("warm-up warmup-epochs warmup-steps warmup-fraction", "warmup"), ("eps", "epsilon"),
        ("hflip horizontal-flip random-flip mirror", "flip"), ("crop padding pad random-crop", "crop-padding"),
        ("preset hyperparameters hparams", "recipe"), ("ratio ratios compression-ratio compression-ratios cr crs pruning-ratio pruning-ratios", "compressions"),
        ("seed random-seed repeats repetitions trials runs replicates num-seeds n-seeds", "seeds"), ("dataset data data-set benchmark benchmarks", "datasets"),
        ("model network networks net nets arch archs architecture architectures backbone", "models"), ("method methods pruner pruners pruning prune algorithm algorithms technique techniques", "strategies"),
        ("criteria score scores importance saliency metric", "criterion strategies"), ("pretrain pre-train training dense-training", "pretraining"), ("train", "train pretraining"),
        ("retrain finetune finetuning post-training", "retraining"), ("granularity pattern", "structure"), ("distribution allocation", "scope"),
        ("experiment blocks block grid grids jobs", "experiments"), ("dtype amp mixed-precision fp16 bf16", "precision"), ("convention", "protocol"),
        ("checkpoint pretrained pretrained-weights init-from load", "weights start"), ("desc notes note comment title", "description"), ("bn", "batch-norm"), ("calibration", "scoring"),
        ("n-samples num-samples examples images", "samples"), ("input-shape image-shape image-size dims", "shape"), ("num-classes n-classes", "classes"), ("label-column target label-col", "label"),
        ("has-header skip-header", "header"), ("max scale-by", "max-value"), ("path paths file files", "train weights"), ("train-files", "train"), ("test-files", "test"), ("type", "format"),
    ];

    private static readonly string[] Fractions = ["sparsity", "sparsities", "sparsity-levels", "density", "densities", "keep-ratio", "amount", "amounts", "prune-rate", "pruning-rate", "pruning-rates", "pruning-amount"];

    private static readonly (string Words, string Option)[] Options =
    [
        ("workers num-workers n-workers n-jobs parallel processes", "--workers N"), ("threads num-threads", "--threads N"), ("device devices gpu gpus cuda", "--device cuda"),
        ("db database results", "--db FILE"), ("data-dir data-path data-root data-folder root", "--data DIR"), ("plots plot-dir figures out output output-dir out-dir save-dir", "--plots DIR"),
        ("attempts retries max-retries", "--attempts N"), ("timeout hang-timeout", "--hang-timeout SECONDS"), ("checkpoint-every save-every", "--checkpoint-every SECONDS"),
    ];

    private static readonly (string Words, string Answer)[] Nowhere =
    [
        ("<<", "merge keys are not read: write the keys out, or give the whole value an anchor"),
        ("early-stopping patience", "there is nothing to set: of all epochs the one with the best validation counts"),
        ("validation val val-split validation-split split", "there is nothing to set: a tenth of the training set, fixed for the data set, is for validation"),
        ("resume overwrite force", "there is nothing to set: the same command goes on where it was"),
        ("baseline control dense", "there is nothing to set: compression 1 is the dense control"),
        ("augment augmentation augmentations transforms", "'flip' and 'crop-padding' augment; they belong in 'pretraining' or 'retraining'"),
        ("sweep config spec bench", "its keys stand at the top level: leave this line out, and begin them in the first column"),
        ("betas", "the two are 'beta1' and 'beta2', in 'optimizer' of a recipe"),
    ];

    /// <summary>What is meant, or where it belongs; null where nothing is near.</summary>
    public static string? Of(string key, YamlNode value, IReadOnlyCollection<string> valid)
    {
        var written = Lookalikes.Replaced(key).Trim().Trim('"', '\'');
        if (Lookalikes.In(key) is { } foreign) return foreign;
        if (valid.FirstOrDefault(v => Names.Same(v, written)) is { } same) return Names.DidYouMean(same);
        if (Split(written, valid) is { } split) return split;
        if (Fractions.Any(f => Names.Same(f, written))) return $"ratios are total ÷ kept parameters, {Layer}: {Ratios(written, value)}";
        if (Of(Nowhere, written) is { } answer) return answer;
        if (Of(Synonyms, written) is { } meant)
        {
            var keys = meant.Split(' ');
            return keys.FirstOrDefault(valid.Contains) is { } here ? Names.DidYouMean(here) : Elsewhere(keys[^1], "'" + keys[^1] + "' belongs");
        }
        if (Of(Options, written) is { } option) return $"it is an option of the command: bench run FILE {option}";
        if (Places.Keys.FirstOrDefault(k => Names.Same(k, written)) is { } elsewhere) return Elsewhere(elsewhere, "it belongs");
        if (Names.Nearest(written, valid) is { } nearest) return Names.DidYouMean(nearest);
        return written.Length > 5 && Names.Nearest(written, Places.Keys) is { } far ? Elsewhere(far, $"did you mean '{far}'? It belongs") : null;
    }

    private static string Elsewhere(string key, string belongs) => $"{belongs} {Places[key]}";

    private static string? Of((string Words, string Answer)[] answers, string written) =>
        written == "<<" ? answers.FirstOrDefault(a => a.Words == written).Answer
        : answers.FirstOrDefault(a => a.Words.Split(' ').Any(w => Names.Same(w, written))).Answer;

    // `{epochs 3}` and `{epochs:3}` are keys without a value.
    private static string? Split(string written, IEnumerable<string> valid)
    {
        foreach (var key in valid)
            if (written.StartsWith(key, StringComparison.Ordinal) && written[key.Length..] is [':' or ' ' or '=', ..] rest && rest.Trim(' ', ':', '=') is { Length: > 0 } value)
                return $"{(rest[0] == ':' ? "a blank is missing after the colon" : "a colon is missing")}: write '{key}: {value}'";
        return null;
    }

    private static string Ratios(string written, YamlNode value)
    {
        var density = written.StartsWith('d') || written.StartsWith('k');
        var kept = (value is YamlList list ? list.Items : [value]).OfType<YamlScalar>()
            .Select(s => double.TryParse(s.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var f) && f is >= 0 and <= 1 ? density ? f : 1 - f : double.NaN).ToList();
        return kept.Count > 0 && kept.TrueForAll(k => k > 0)
            ? $"write 'compressions: [{string.Join(", ", kept.Select(k => ValueHints.Short(1 / k)))}]'"
            : "a sparsity of 0.9, which is a density of 0.1, is 'compressions: [10]'";
    }

    private static string Recipe(string example) => $"in 'pretraining' or 'retraining', as in 'retraining: {{{example}}}'";

    private static string Optimizer(string example, string name = "sgd") => $"in 'optimizer' of a recipe, as in 'retraining: {{optimizer: {{name: {name}, {example}}}}}'";

    private static string Rate(string example) => $"in 'learning-rate' of a recipe, as in 'retraining: {{learning-rate: {{{example}}}}}'";

    private static string Strategy(string more) => $"in a strategy, as in 'strategies: [{{name: mine, criterion: magnitude, scope: global{more}}}]'";

    private static string Scoring(string example) => $"in 'scoring', as in 'scoring: {{{example}}}'";

    private static string OwnData => "in a data set of your own, an entry of 'datasets' ('name', 'format', 'train', 'test', 'classes', ...)";
}
