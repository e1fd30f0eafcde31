using System.Text.Json;

namespace Bench.Analysis;

/// <summary>
/// What a strategy does, whatever a sweep calls it: how it prunes, with every option. How it is retrained is the panel's, not the curve's.
/// </summary>
/// <param name="Criterion">Empty for the dense control, as is <paramref name="Scope"/>.</param>
/// <param name="Scope">Where scores compete.</param>
/// <param name="Structure">What is removed together.</param>
/// <param name="Schedule">When.</param>
/// <param name="Text">All of it and the remaining options, such as those of scoring, as JSON.</param>
public sealed record Composition(string Criterion, string Scope, string Structure, string Schedule, string Text)
{
    /// <summary>Reads the JSON object of a configuration's strategy, without its name and its retraining.</summary>
    public static Composition Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new(Of("criterion"), Of("scope"), Of("structure"), Of("schedule"), json);

        string Of(string key) => document.RootElement.TryGetProperty(key, out var value) ? value.GetString() ?? "" : "";
    }
}
