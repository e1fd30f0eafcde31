using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Writes canonical JSON. In every object the keys come in ordinal order: keep it so.</summary>
internal static class CanonicalCell
{
    private static readonly StrategySpec DefaultStrategy = new() { Name = "" };
    private static readonly OptimizerSpec DefaultOptimizer = new() { Name = "" };
    private static readonly LearningRateSpec DefaultLearningRate = new() { Rate = 1 };

    /// <summary>The whole text: the ratio, which is the first key, and the rest.</summary>
    public static byte[] Write(double compression, ReadOnlySpan<byte> rest)
    {
        Span<byte> head = stackalloc byte[64];
        Utf8.TryWrite(head, CultureInfo.InvariantCulture, $"{{\"compression\":{compression:R},", out var length);
        return [.. head[..length], .. rest[1..]];
    }

    /// <summary>All keys but the ratio: the same for all ratios of a curve.</summary>
    public static byte[] WriteRest(CellSpec cell) => Json(json =>
    {
        CanonicalDataset.Write(json, cell.Dataset);
        Model(json, cell);
        Unless(json, "precision", cell.Precision, "fp32");
        Recipe(json, "pretraining", cell.Pretraining);
        Unless(json, "protocol", cell.Protocol, "bench");
        Augmentation(json, cell.Augmentation);
        Recipe(json, "retraining", cell.Retraining);
        json.WriteNumber("seed", cell.Seed);
        Start(json, cell.Start);
        Strategy(json, cell.Strategy);
        Versions(json, cell.Versions);
    });

    public static byte[] WritePretraining(CellSpec cell) => Json(json =>
    {
        CanonicalDataset.Write(json, cell.Dataset);
        Model(json, cell);
        Unless(json, "precision", cell.Precision, "fp32");
        Recipe(json, "pretraining", cell.Pretraining);
        if (cell.Start is null) json.WriteNumber("seed", cell.Seed);
        Start(json, cell.Start);
        Versions(json, cell.Versions.Where(v => v.Key.StartsWith("dataset/", StringComparison.Ordinal)
            || v.Key.StartsWith("model/", StringComparison.Ordinal) || (v.Key == "training" && cell.Start is null)
            || (v.Key == "warm-up" && cell.Pretraining?.LearningRate.RisesLinearly == true)));
    });

    private static byte[] Json(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream(1024);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Model(Utf8JsonWriter json, CellSpec cell)
    {
        if (cell.Network is not { } own)
        {
            json.WriteString("model", cell.Model);
            return;
        }
        json.WriteStartObject("model");
        json.WriteString("name", cell.Model);
        json.WriteString("sha256", own.Sha256);
        json.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter json, ImportedWeights? start)
    {
        if (start is null) return;
        json.WriteStartObject("start");
        Numbers(json, "mean", start.Mean);
        if (start.Rename is { } rename)
        {
            json.WriteStartObject("rename");
            foreach (var (from, to) in rename.OrderBy(r => r.Key, StringComparer.Ordinal)) json.WriteString(from, to);
            json.WriteEndObject();
        }
        json.WriteString("sha256", start.Sha256);
        Numbers(json, "std", start.Std);
        json.WriteEndObject();
    }

    private static void Strategy(Utf8JsonWriter json, StrategySpec strategy)
    {
        json.WriteStartObject("strategy");
        Unless(json, "cap", strategy.Limits.Cap, DefaultStrategy.Limits.Cap);
        if (strategy.Criterion is not null) json.WriteString("criterion", strategy.Criterion);
        Options(json, "criterion-options", strategy.CriterionOptions);
        Unless(json, "floor", strategy.Limits.Floor, DefaultStrategy.Limits.Floor);
        Unless(json, "from", strategy.From, DefaultStrategy.From);
        Texts(json, "layers-except", strategy.Limits.Except);
        Texts(json, "layers-only", strategy.Limits.Only);
        Unless(json, "measure-after", strategy.MeasureAfter, DefaultStrategy.MeasureAfter);
        Options(json, "measure-after-options", strategy.MeasureAfterOptions);
        Unless(json, "retraining", strategy.Retraining, DefaultStrategy.Retraining);
        Options(json, "retraining-options", strategy.RetrainingOptions);
        Unless(json, "schedule", strategy.Schedule, DefaultStrategy.Schedule);
        Options(json, "schedule-options", strategy.ScheduleOptions);
        if (strategy.Scope is not null) json.WriteString("scope", strategy.Scope);
        Options(json, "scope-options", strategy.ScopeOptions);
        Unless(json, "scoring-batch", strategy.ScoringBatch, DefaultStrategy.ScoringBatch);
        Unless(json, "scoring-batch-norm", strategy.ScoringBatchNorm, DefaultStrategy.ScoringBatchNorm);
        Unless(json, "scoring-samples", strategy.ScoringSamples, DefaultStrategy.ScoringSamples);
        Unless(json, "shuffle", strategy.Shuffle, DefaultStrategy.Shuffle);
        Unless(json, "structure", strategy.Structure, DefaultStrategy.Structure);
        Options(json, "structure-options", strategy.StructureOptions);
        json.WriteEndObject();
    }

    private static void Augmentation(Utf8JsonWriter json, AugmentationSpec? augmentation)
    {
        if (augmentation is null) return;
        json.WriteStartObject("renewal-augmentation");
        Unless(json, "crop-padding", augmentation.CropPadding, 0);
        Unless(json, "flip", augmentation.Flip, false);
        Unless(json, "resized-crop", augmentation.ResizedCrop, 0);
        json.WriteEndObject();
    }

    private static void Recipe(Utf8JsonWriter json, string key, RecipeSpec? recipe)
    {
        if (recipe is null) return;
        json.WriteStartObject(key);
        json.WriteNumber("batch", recipe.Batch);
        Unless(json, "crop-padding", recipe.CropPadding, 0);
        if (recipe.Epochs is { } epochs) json.WriteNumber("epochs", epochs);
        Unless(json, "flip", recipe.Flip, false);
        LearningRate(json, recipe.LearningRate);
        Optimizer(json, recipe.Optimizer);
        Unless(json, "resized-crop", recipe.ResizedCrop, 0);
        Unless(json, "scale-l1", recipe.ScaleL1, 0);
        if (recipe.Steps is { } steps) json.WriteNumber("steps", steps);
        json.WriteEndObject();
    }

    private static void LearningRate(Utf8JsonWriter json, LearningRateSpec rates)
    {
        var step = rates.Schedule == "step";
        json.WriteStartObject("learning-rate");
        if (rates.Candidates.Count > 0) Numbers(json, "candidates", rates.Candidates);
        if (rates.Schedule == "cyclic") Unless(json, "cycles", rates.Cycles, DefaultLearningRate.Cycles);
        if (step) Numbers(json, "drops", rates.Drops);
        if (step) Unless(json, "gamma", rates.Gamma, DefaultLearningRate.Gamma);
        json.WriteNumber("rate", rates.Rate);
        Unless(json, "schedule", rates.Schedule, DefaultLearningRate.Schedule);
        Unless(json, "warmup", rates.Warmup, DefaultLearningRate.Warmup);
        json.WriteEndObject();
    }

    private static void Optimizer(Utf8JsonWriter json, OptimizerSpec optimizer)
    {
        var sgd = optimizer.Name == "sgd";
        json.WriteStartObject("optimizer");
        if (!sgd) Unless(json, "beta1", optimizer.Beta1, DefaultOptimizer.Beta1);
        if (!sgd) Unless(json, "beta2", optimizer.Beta2, DefaultOptimizer.Beta2);
        if (!sgd) Unless(json, "epsilon", optimizer.Epsilon, DefaultOptimizer.Epsilon);
        if (sgd) Unless(json, "momentum", optimizer.Momentum, DefaultOptimizer.Momentum);
        json.WriteString("name", optimizer.Name);
        if (sgd) Unless(json, "nesterov", optimizer.Nesterov, DefaultOptimizer.Nesterov);
        Unless(json, "weight-decay", optimizer.WeightDecay, DefaultOptimizer.WeightDecay);
        json.WriteEndObject();
    }

    private static void Versions(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, int>> versions)
    {
        var beyond = versions.Where(v => v.Value > 1).OrderBy(v => v.Key, StringComparer.Ordinal).ToList();
        if (beyond.Count == 0) return;
        json.WriteStartObject("versions");
        foreach (var (part, version) in beyond) json.WriteNumber(part, version);
        json.WriteEndObject();
    }

    internal static void Numbers(Utf8JsonWriter json, string key, IEnumerable<double>? values)
    {
        if (values is null) return;
        json.WriteStartArray(key);
        foreach (var value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static void Options(Utf8JsonWriter json, string key, OptionValues options)
    {
        if (options.IsEmpty) return;
        json.WritePropertyName(key);
        json.WriteRawValue(options.Canonical);
    }

    internal static void Texts(Utf8JsonWriter json, string key, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(key);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    internal static void Unless(Utf8JsonWriter json, string key, string value, string standing)
    {
        if (value != standing) json.WriteString(key, value);
    }

    internal static void Unless(Utf8JsonWriter json, string key, double value, double standing)
    {
        if (value != standing) json.WriteNumber(key, value);
    }

    internal static void Unless(Utf8JsonWriter json, string key, bool value, bool standing)
    {
        if (value != standing) json.WriteBoolean(key, value);
    }
}
