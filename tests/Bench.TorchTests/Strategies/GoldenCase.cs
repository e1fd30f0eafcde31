using System.Text.Json;

namespace Bench.TorchTests.Strategies;

/// <summary>One of the cases that ShrinkBench itself computed.</summary>
internal sealed record GoldenCase(JsonElement Json)
{
    private static readonly Dictionary<string, (string Criterion, string Scope)> Strategies = new()
    {
        ["RandomPruning"] = ("random", "global"),
        ["GlobalMagWeight"] = ("magnitude", "global"),
        ["LayerMagWeight"] = ("magnitude", "layer"),
        ["GlobalMagGrad"] = ("gradient", "global"),
        ["LayerMagGrad"] = ("gradient", "layer"),
        ["GlobalMagAct"] = ("activation", "global"),
        ["LayerMagAct"] = ("activation", "layer"),
    };

    public string Strategy => Json.GetProperty("strategy").GetString()!;
    public string Criterion => Strategies[Strategy].Criterion;
    public string Scope => Strategies[Strategy].Scope;
    public double Compression => Number("compression");
    public double Fraction => Number("fraction");
    public long SizeNonzero => (long)Number("size_nz");

    public double Number(string name) => Json.GetProperty(name).GetDouble();

    /// <summary>Kept elements of a parameter.</summary>
    public long Kept(string parameter) => Json.GetProperty("kept").GetProperty(parameter).GetInt64();

    /// <summary>First 16 hexadecimal digits of SHA-256 over the mask's packed bits.</summary>
    public string Hash(string parameter) => Json.GetProperty("sha256_packbits").GetProperty(parameter).GetString()!;

    /// <summary>Threshold of a parameter, or of all.</summary>
    public double Threshold(string parameter)
    {
        var threshold = Json.GetProperty("threshold");
        return (threshold.ValueKind == JsonValueKind.Object ? threshold.GetProperty(parameter) : threshold).GetDouble();
    }

    public static IReadOnlyList<GoldenCase> Read(string model)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFiles.Find($"golden/{model}.json")));
        return [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(c => new GoldenCase(c.Clone()))];
    }
}
