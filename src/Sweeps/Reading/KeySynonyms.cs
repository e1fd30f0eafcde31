using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>What other tools and other people call a key of a sweep, an option of the command, or what there is nothing to set for.</summary>
internal static class KeySynonyms
{
    // The words, then the key that is meant; of several the first that is valid in the section, else the last.
    private static readonly (string Words, string Meant)[] Keys =
    [
        ("lr eta base-lr initial-lr init-lr max-lr lr0 step-size alpha initial", "rate learning-rate"),
        ("batch-size bs minibatch mini-batch train-batch-size", "batch"),
        ("wd l2 decay regularization", "weight-decay"),
        ("epoch num-epochs n-epochs max-epochs", "epochs"),
        ("iterations iters max-steps num-steps max-iter updates", "steps"),
        ("optim optimiser opt solver", "optimizer"),
        ("scheduler lr-scheduler lr-schedule learning-rate-schedule lr-policy", "schedule learning-rate"),
        ("milestones lr-steps decay-epochs", "drops"),
        ("lr-decay decay-rate factor", "gamma"),
        ("warm-up warmup-epochs warmup-steps warmup-fraction", "warmup"),
        ("eps", "epsilon"),
        ("hflip horizontal-flip random-flip mirror", "flip"),
        ("crop padding pad random-crop", "crop-padding"),
        ("random-resized-crop rrc inception-crop", "resized-crop"),
        ("gray grayscale greyscale", "grey"),
        ("image-size crop-size center-crop", "size"),
        ("l1 scale-l1-penalty sparsity-regularization slimming bn-l1 norm-l1 gamma-l1", "scale-l1"),
        ("preset hyperparameters hparams", "recipe"),
        ("ratio ratios compression-ratio compression-ratios cr crs pruning-ratio pruning-ratios", "compressions"),
        ("seed random-seed repeats repetitions trials runs replicates num-seeds n-seeds", "seeds"),
        ("dataset data data-set benchmark benchmarks", "datasets"),
        ("model network networks net nets arch archs architecture architectures backbone", "models"),
        ("method methods pruner pruners pruning prune algorithm algorithms technique techniques", "strategies"),
        ("criteria score scores importance saliency metric", "criterion strategies"),
        ("pretrain pre-train training dense-training", "pretraining"),
        ("train", "train pretraining"),
        ("retrain finetune finetuning post-training", "retraining"),
        ("granularity pattern n:m nm sparsity-pattern", "structure"),
        ("prune-at prune-when when at begin-at start-at starting-point start-from init initialization", "from weights start"),
        ("rewind rewinding rewind-to teacher kd distillation fine-tuning", "retraining"),
        ("parent extends inherits inherit derived-from", "base"),
        ("strategy same-as as", "like base strategies"),
        ("min-density minimum-density least-density", "floor"),
        ("max-density maximum-density", "cap"),
        ("include whitelist prunable-layers", "only layers"),
        ("exclude skip ignore blacklist dense-layers", "except layers"),
        ("recalibrate bn-recalibration renew-norm repair", "measure-after"),
        ("permute shuffled shuffle-mask", "shuffle"),
        ("temp tau", "temperature"),
        ("restarts num-cycles", "cycles"),
        ("distribution allocation", "scope"),
        ("experiment blocks block grid grids jobs", "experiments"),
        ("dtype amp mixed-precision fp16 bf16", "precision"),
        ("convention", "protocol"),
        ("checkpoint pretrained pretrained-weights init-from load", "weights start"),
        ("desc notes note comment title", "description"),
        ("bn", "batch-norm"),
        ("calibration", "scoring"),
        ("n-samples num-samples examples images", "samples"),
        ("input-shape image-shape image-size dims", "shape"),
        ("num-classes n-classes", "classes"),
        ("label-column target label-col", "label"),
        ("has-header skip-header", "header"),
        ("max scale-by", "max-value"),
        ("min", "min-value"),
        ("delimiter delim sep", "separator"),
        ("decimal-comma decimal-point", "decimal"),
        ("skip-cols ignore-columns drop-columns skip-column index-column", "skip-columns"),
        ("label-names class-names target-names label-map", "labels"),
        ("transposed", "transpose"),
        ("data-format channel-order", "layout"),
        ("test-size test-split test-ratio holdout", "test-fraction"),
        ("val-files validation-files", "validation"),
        ("path paths file files", "train weights"),
        ("train-files", "train"),
        ("test-files", "test"),
        ("type", "format"),
    ];

    private static readonly (string Words, string Option)[] Options =
    [
        ("workers num-workers n-workers n-jobs parallel processes", "--workers N"),
        ("threads num-threads", "--threads N"),
        ("device devices gpu gpus cuda", "--device cuda"),
        ("db database results", "--db FILE"),
        ("data-dir data-path data-root data-folder root", "--data DIR"),
        ("plots plot-dir figures out output output-dir out-dir save-dir", "--plots DIR"),
        ("attempts retries max-retries", "--attempts N"),
        ("timeout hang-timeout", "--hang-timeout SECONDS"),
        ("checkpoint-every save-every", "--checkpoint-every SECONDS"),
    ];

    private static readonly (string Words, string Answer)[] Answers =
    [
        ("early-stopping patience", "there is nothing to set: of all epochs the one with the best validation counts"),
        ("validation val val-split validation-split split", "there is nothing to set: a tenth of the training set, fixed for the data set, is for validation"),
        ("resume overwrite force", "there is nothing to set: the same command goes on where it was"),
        ("baseline control dense", "there is nothing to set: compression 1 is the dense control"),
        ("augment augmentation augmentations transforms", "'flip', 'crop-padding' and 'resized-crop' augment; they belong in 'pretraining' or 'retraining'"),
        ("sweep config spec bench", "its keys stand at the top level: leave this line out, and begin them in the first column"),
        ("betas", "the two are 'beta1' and 'beta2', in 'optimizer' of a recipe"),
    ];

    private static readonly string[] OfSparsity = ["sparsity", "sparsities", "sparsity-levels", "amount", "amounts", "prune-rate", "pruning-rate", "pruning-rates", "pruning-amount"];
    private static readonly string[] OfDensity = ["density", "densities", "keep-ratio", "keep-ratios"];

    /// <summary>The keys that a word may mean; empty where it means none.</summary>
    public static string[] KeysFor(string word) => Find(Keys, word)?.Split(' ') ?? [];

    /// <summary>The option of <c>bench run</c> that a word means, with its placeholder; null where it means none.</summary>
    public static string? OptionFor(string word) => Find(Options, word);

    /// <summary>What is said of a word that means something for which there is no key; null where it does not.</summary>
    public static string? AnswerTo(string word) => word == "<<" ? "merge keys are not read: write the keys out, or give the whole value an anchor" : Find(Answers, word);

    /// <summary>Whether a word names a fraction that is removed.</summary>
    public static bool IsSparsity(string word) => OfSparsity.Any(w => Names.Same(w, word));

    /// <summary>Whether a word names a fraction that is kept.</summary>
    public static bool IsDensity(string word) => OfDensity.Any(w => Names.Same(w, word));

    private static string? Find((string Words, string Meant)[] table, string word) =>
        Array.Find(table, row => row.Words.Split(' ').Any(w => Names.Same(w, word))).Meant;
}
