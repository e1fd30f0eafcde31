namespace Bench.Sweeps.Reading;

/// <summary>Where each key of a sweep is valid, and how it is written there.</summary>
internal static class KeyPlaces
{
    private const string Layer = "at the top level or in a block of 'experiments'";
    private const string StartOrOwn = "in 'start' or in a data set of your own";
    private const string Own = "in a data set of your own, an entry of 'datasets' ('name', 'format', 'train', 'test', 'classes', ...)";

    private const string OfPictures = "in a data set of pictures, an entry of 'datasets' ('name', 'format: imagefolder', 'folder', 'size', ...)";

    /// <summary>By key, to stand after <c>it belongs</c>.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["name"] = "at the top level: it names the whole sweep",
        ["description"] = "at the top level",
        ["experiments"] = "at the top level",
        ["figures"] = "at the top level, as in 'figures: {ours: [layer-gradient], draw: [drop]}'",
        ["ours"] = "in 'figures' or in a figure of it, as in 'figures: {ours: [layer-gradient]}'",
        ["draw"] = "in 'figures', as in 'figures: {draw: [drop, {kind: pareto, x: speedup}]}'",
        ["kind"] = "in a figure, as in 'figures: {draw: [{kind: pareto, x: speedup}]}'",
        ["datasets"] = Layer,
        ["models"] = Layer,
        ["strategies"] = Layer,
        ["compressions"] = Layer,
        ["seeds"] = Layer,
        ["protocol"] = Layer,
        ["precision"] = Layer,
        ["pretraining"] = Layer,
        ["retraining"] = Layer,
        ["scoring"] = Layer,
        ["start"] = Layer,
        ["measure"] = Layer,
        ["keep-weights"] = Layer,
        ["target"] = Layer,
        ["recipe"] = Recipe("recipe: quick-train"),
        ["epochs"] = Recipe("epochs: 10"),
        ["steps"] = Recipe("steps: 1000"),
        ["batch"] = Recipe("batch: 64"),
        ["flip"] = Recipe("flip: true"),
        ["crop-padding"] = Recipe("crop-padding: 4"),
        ["resized-crop"] = Recipe("resized-crop: 0.08"),
        ["scale-l1"] = Recipe("scale-l1: 1e-4"),
        ["optimizer"] = Recipe("optimizer: sgd"),
        ["learning-rate"] = Recipe("learning-rate: 0.01"),
        ["momentum"] = Optimizer("name: sgd, momentum: 0.9"),
        ["nesterov"] = Optimizer("name: sgd, momentum: 0.9, nesterov: true"),
        ["weight-decay"] = Optimizer("name: sgd, weight-decay: 1e-4"),
        ["beta1"] = Optimizer("name: adam, beta1: 0.9"),
        ["beta2"] = Optimizer("name: adam, beta2: 0.999"),
        ["epsilon"] = Optimizer("name: adam, epsilon: 1e-8"),
        ["rate"] = LearningRate("rate: 0.01"),
        ["drops"] = LearningRate("schedule: step, drops: [0.5, 0.75]"),
        ["gamma"] = LearningRate("schedule: step, drops: [0.5], gamma: 0.1"),
        ["warmup"] = LearningRate("warmup: 0.1"),
        ["schedule"] = "in 'learning-rate' of a recipe (constant, step, cosine, linear, cyclic, one-cycle) or in a strategy, as in 'strategies: [{name: mine, base: global-magnitude, schedule: gradual}]'",
        ["cycles"] = LearningRate("schedule: cyclic, cycles: 4"),
        ["base"] = Strategy("", "base: global-magnitude"),
        ["from"] = Strategy("", "base: global-magnitude, from: initialization"),
        ["measure-after"] = Strategy("", "base: global-magnitude, measure-after: renew-norm"),
        ["floor"] = Strategy("", "base: global-magnitude, floor: 0.01"),
        ["cap"] = Strategy("", "base: global-magnitude, cap: 0.9"),
        ["layers"] = Strategy("", "base: global-magnitude, layers: {except: [conv1]}"),
        ["only"] = Strategy("", "base: global-magnitude, layers: {only: [layer1.*]}"),
        ["except"] = Strategy("", "base: global-magnitude, layers: {except: [conv1]}"),
        ["shuffle"] = Strategy("", "base: global-magnitude, shuffle: true"),
        ["temperature"] = Strategy("", "base: global-magnitude, retraining: {name: distill, temperature: 4}"),
        ["criterion"] = Strategy(""),
        ["scope"] = Strategy(""),
        ["structure"] = Strategy(", structure: weight"),
        ["samples"] = Scoring("samples: 1024"),
        ["batch-norm"] = Scoring("batch-norm: eval"),
        ["weights"] = "in 'start', as in 'start: {weights: FILE.safetensors}'",
        ["rename"] = "in 'start', as in 'start: {weights: FILE.safetensors, rename: {fc: linear}}'",
        ["mean"] = StartOrOwn,
        ["std"] = StartOrOwn,
        ["format"] = Own,
        ["train"] = Own,
        ["test"] = Own,
        ["classes"] = Own,
        ["shape"] = Own,
        ["max-value"] = Own,
        ["label"] = Own,
        ["header"] = Own,
        ["label-bytes"] = Own,
        ["test-fraction"] = Own,
        ["split-seed"] = Own,
        ["labels"] = Own,
        ["min-value"] = Own,
        ["transpose"] = Own,
        ["layout"] = Own,
        ["separator"] = Own,
        ["decimal"] = Own,
        ["skip-columns"] = Own,
        ["first-index"] = Own,
        ["folder"] = OfPictures,
        ["validation"] = Own,
        ["size"] = OfPictures,
        ["resize"] = OfPictures,
        ["grey"] = OfPictures,
        ["corrupt"] = OfPictures,
    };

    private static string Recipe(string example) => $"in 'pretraining' or 'retraining', as in 'retraining: {{{example}}}'";

    private static string Optimizer(string example) => $"in 'optimizer' of a recipe, as in 'retraining: {{optimizer: {{{example}}}}}'";

    private static string LearningRate(string example) => $"in 'learning-rate' of a recipe, as in 'retraining: {{learning-rate: {{{example}}}}}'";

    private static string Strategy(string more, string parts = "criterion: magnitude, scope: global") => $"in a strategy, as in 'strategies: [{{name: mine, {parts}{more}}}]'";

    private static string Scoring(string example) => $"in 'scoring', as in 'scoring: {{{example}}}'";
}
