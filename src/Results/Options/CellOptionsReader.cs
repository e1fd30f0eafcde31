using System.Text;
using System.Text.Json;

namespace Bench.Results;

/// <summary>
/// Reads options out of configurations. Cells of a curve have all of them but the ratio in common, so they are read once a curve. Options at their
/// default are left out of what is hashed: one that comes later does not change the hashes of cells that do not use it.
/// </summary>
internal sealed class CellOptionsReader
{
    // Retraining as such, or none, is what a comparison holds equal; how else the weights are trained again, or left, is the strategy's.
    private static readonly string[] PlainRetrainings = ["fine-tune", "none"], Untrained = ["none", "renew-norm", "repair"];
    private static readonly string[] PartsOfCuts = ["criterion/", "scope/", "structure/", "schedule/"];
    private static readonly string[] StrategyParts = [.. PartsOfCuts, "retraining/", "measure-after/"];
    private static readonly string[] KnownOfStrategy =
        ["name", "criterion", "scope", "structure", "schedule", "retraining", "scoring-samples", "scoring-batch", "scoring-batch-norm", .. StrategyOptions.Known];
    private static readonly string[] KnownOfCell =
        ["protocol", "dataset", "model", "start", "pretraining", "strategy", "compression", "seed", "retraining", "precision", "versions", "augmentation", "network"];

    private (CellDescription Cell, CellOptions Options)? last;
    private readonly Dictionary<string, CellOptions> curves = new(StringComparer.Ordinal);
    private readonly HashSet<string> stored = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Curve, double Compression), string> points = [];

    /// <summary>The options of a cell's curve.</summary>
    public CellOptions Of(CellDescription cell)
    {
        if (last is { } known && ReferenceEquals(known.Cell, cell)) return known.Options; // each is asked about several times in a row
        var key = string.Join('\n', cell.Protocol, cell.Dataset, cell.Model, cell.Composition, cell.Criterion, cell.Scope, cell.Structure, cell.Schedule,
            cell.Retraining, cell.Imported ? cell.Start : "", CurveOf(cell.Configuration));
        if (!curves.TryGetValue(key, out var options)) curves.Add(key, options = Read(cell));
        last = (cell, options);
        return options;
    }

    /// <summary>Whether a version, such as <c>criterion/gradient 2</c>, is that of a strategy's part.</summary>
    public static bool IsOfStrategy(string version) => StrategyParts.Any(part => version.StartsWith(part, StringComparison.Ordinal))
        && !PlainRetrainings.Any(plain => version.StartsWith($"retraining/{plain} ", StringComparison.Ordinal));

    /// <summary>Whether options are asked about for the first time: their recipes need to be stored once.</summary>
    public bool IsNew(CellOptions options) => stored.Add(options.Curve);

    /// <summary>The hash of everything but the seed.</summary>
    public string PointOf(CellDescription cell)
    {
        var curve = Of(cell).Curve;
        if (cell.IsControl) return curve;
        if (!points.TryGetValue((curve, cell.Compression), out var point))
            points.Add((curve, cell.Compression), point = ShortHash.Of($"{curve} {RecipeOptions.Number(cell.Compression)}"));
        return point;
    }

    private static CellOptions Read(CellDescription cell)
    {
        using var document = JsonDocument.Parse(cell.Configuration);
        var json = document.RootElement;
        var strategy = json.TryGetProperty("strategy", out var written) && written.ValueKind == JsonValueKind.Object ? written : default;
        var (retraining, pretraining) = (RecipeOptions.Of(json, "retraining"), RecipeOptions.Of(json, "pretraining"));
        var precision = json.TryGetProperty("precision", out var p) ? p.GetString()! : "fp32";
        var versions = json.TryGetProperty("versions", out var v) && v.ValueKind == JsonValueKind.Object
            ? v.EnumerateObject().Where(part => part.Value.GetInt32() > 1).OrderBy(part => part.Name, StringComparer.Ordinal).Select(part => $"{part.Name} {part.Value.GetRawText()}").ToList() : [];
        var dataset = json.TryGetProperty("dataset", out var data) ? DatasetOptions.Of(data) : null;
        var (samples, batch, mode) = (Integer(strategy, "scoring-samples", 1024), Integer(strategy, "scoring-batch", 128), Text(strategy, "scoring-batch-norm", "eval"));
        var parts = StrategyOptions.Of(strategy);
        var (network, others) = (NetworkOf(json), Others(json, KnownOfCell));
        var scoring = cell.IsControl ? "" : (samples == 1024 ? "" : $" scoring-samples={samples}") + (batch == 128 ? "" : $" scoring-batch={batch}")
            + (mode == "eval" ? "" : $" scoring-batch-norm={mode}") + Others(strategy, KnownOfStrategy);
        var after = cell.Retraining == "fine-tune" ? "" : $" retraining={cell.Retraining}";
        var isPlain = PlainRetrainings.Contains(cell.Retraining);
        var kind = Untrained.Contains(cell.Retraining) ? "none" : "fine-tune";
        var augmentation = json.TryGetProperty("augmentation", out var a) && a.ValueKind == JsonValueKind.Object ? $" augmentation={a.GetRawText()}" : ""; // of renewed statistics

        var setting = string.Join('\n', new[]
        {
            $"protocol {cell.Protocol}", $"dataset {cell.Dataset} {dataset}", $"model {cell.Model}", network is null ? "" : $"network {network}", precision == "fp32" ? "" : $"precision {precision}",
            cell.Imported ? $"start {cell.Start}" : $"pretraining {pretraining?.Text}", $"retraining {kind} {retraining?.Text}", others,
        }.Concat(versions.Where(part => !IsOfStrategy(part))).Where(line => line != ""));
        var shared = (isPlain ? "" : after) + parts.HashedOfControl + augmentation;
        var ofControl = versions.Where(part => IsOfStrategy(part) && !PartsOfCuts.Any(cut => part.StartsWith(cut, StringComparison.Ordinal))).ToList();
        var control = shared == "" && ofControl.Count == 0 ? setting : string.Join('\n', [setting, $"control{shared}", .. ofControl]);
        var curve = cell.IsControl ? control : string.Join('\n',
            [setting, $"strategy {cell.Criterion} {cell.Scope} {cell.Structure} {cell.Schedule}{scoring}{(isPlain ? "" : after)}{parts.Hashed}{augmentation}", .. versions.Where(IsOfStrategy)]);
        return new CellOptions
        {
            Strategy = cell.Composition + Unsaid(cell, after + scoring + parts.Label),
            DatasetOptions = dataset,
            Network = network,
            ScoringSamples = cell.IsControl ? null : samples,
            ScoringBatch = cell.IsControl ? null : batch,
            ScoringBatchNorm = cell.IsControl ? null : mode,
            Parts = parts,
            Precision = precision,
            Retraining = retraining,
            Pretraining = cell.Imported ? null : pretraining,
            Versions = string.Join(", ", versions),
            Setting = ShortHash.Of(setting),
            ControlPoint = ShortHash.Of(control),
            Curve = ShortHash.Of(curve),
        };
    }

    // What the name of a composition does not say by itself.
    private static string Unsaid(CellDescription cell, string words)
    {
        var said = new HashSet<string>();
        if (cell.Composition.Contains("-from-", StringComparison.Ordinal)) said.UnionWith(words.Split(' ').Where(w => w.StartsWith("from=", StringComparison.Ordinal)));
        if (cell.Named is { } named)
        {
            using var document = JsonDocument.Parse(named);
            said.UnionWith(StrategyOptions.Of(document.RootElement).Label.Split(' '));
            said.Add($"retraining={document.RootElement.GetProperty("retraining").GetString()}");
        }
        return string.Concat(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !said.Contains(w)).Select(w => $" {w}"));
    }

    /// <summary>The SHA-256 of the ONNX file that a network of one's own is, wherever it lies; null for the catalogue's.</summary>
    public static string? NetworkOf(JsonElement configuration) =>
        configuration.TryGetProperty("network", out var own) && own.ValueKind == JsonValueKind.Object ? own.GetProperty("sha256").GetString() : null;

    /// <summary>What a configuration says beyond what is known here, such as <c> a-new-one=3</c>; else empty.</summary>
    public static string OthersOf(JsonElement configuration) => Others(configuration, KnownOfCell);

    // Options that have no column of their own still tell cells apart.
    private static string Others(JsonElement of, string[] known) => of.ValueKind != JsonValueKind.Object ? "" : string.Concat(of.EnumerateObject()
        .Where(p => !known.Contains(p.Name) && p.Value.ValueKind != JsonValueKind.Null)
        .OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $" {p.Name}={p.Value.GetRawText()}"));

    private static int Integer(JsonElement of, string key, int standing) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(key, out var value) ? value.GetInt32() : standing;

    private static string Text(JsonElement of, string key, string standing) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(key, out var value) ? value.GetString()! : standing;

    // The text of a JSON object without its own properties "seed" and "compression".
    private static string CurveOf(string configuration)
    {
        var bytes = Encoding.UTF8.GetBytes(configuration);
        var reader = new Utf8JsonReader(bytes);
        var rest = new StringBuilder();
        var from = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
            var start = (int)reader.TokenStartIndex;
            var isLeftOut = reader.ValueTextEquals("seed") || reader.ValueTextEquals("compression");
            reader.Skip();
            if (!isLeftOut) continue;
            rest.Append(Encoding.UTF8.GetString(bytes.AsSpan(from..start)));
            from = (int)reader.BytesConsumed;
        }
        return rest.Append(Encoding.UTF8.GetString(bytes.AsSpan(from))).ToString();
    }
}
