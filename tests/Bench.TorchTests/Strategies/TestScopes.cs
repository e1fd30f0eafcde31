using System.Text.Json;
using Bench.Core;
using Bench.Strategies;

namespace Bench.TorchTests.Strategies;

/// <summary>What scopes need that have options which must be given.</summary>
internal static class TestScopes
{
    /// <summary>Rules under any scope: all densities 0.5 where it needs some.</summary>
    public static CutRules Rules(string scope) => new(Scopes.Find(scope)) { Options = scope == "densities" ? Densities(("*", 0.5)) : OptionValues.None };

    public static OptionValues Densities(params (string Pattern, double Density)[] table) =>
        OptionValues.None.With("densities", JsonSerializer.SerializeToElement(table.Select(t => new object[] { t.Pattern, t.Density })));

    /// <summary>What a scope that needs a scan may divide by: each tensor loses the more the later it comes.</summary>
    public static LossCurves Curves(IReadOnlyList<PrunableTensor> tensors) => LossCurves.Of(
        0.1, [.. tensors.Select((t, i) => (t.Elements, (IReadOnlyList<(long, double)>)[.. new[] { 0.5, 0.1 }.Select(d => (CutAlone.Kept(t.Elements, d), 0.1 + (i + 1) * (1 - d)))]))]);

    /// <summary>Half of each tensor, which a scope that follows another strategy may follow.</summary>
    public static IReadOnlyList<long> Model(IReadOnlyList<PrunableTensor> tensors) => [.. tensors.Select(t => (t.Elements + 1) / 2)];
}
