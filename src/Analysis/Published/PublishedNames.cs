using Bench.Core;

namespace Bench.Analysis.Published;

/// <summary>
/// Our names, by which a file says what is the same. A model and a protocol are one of the catalogue's; a data set may also be one of the user's own and a method
/// any composition's, so there only what looks like a slip is refused.
/// </summary>
/// <param name="Methods">Named strategies, and <c>dense</c>.</param>
/// <param name="Datasets">Those of the catalogue.</param>
/// <param name="Models">Those of the catalogue.</param>
/// <param name="Protocols">All.</param>
public sealed record PublishedNames(IReadOnlyList<string> Methods, IReadOnlyList<string> Datasets, IReadOnlyList<string> Models, IReadOnlyList<string> Protocols)
{
    /// <summary>What is wrong with a name of a strategy; null: nothing.</summary>
    internal string? OfMethod(string name) => Slip("strategy", name, Methods);

    internal string? OfDataset(string name) => Slip("data set", name, Datasets);

    // A width may follow.
    internal string? OfModel(string name) => Unknown("model", name.Split('@')[0], Models);

    internal string? OfProtocol(string name) => Unknown("protocol", name, Protocols);

    private static string? Unknown(string kind, string name, IReadOnlyList<string> valid) => valid.Contains(name) ? null : Names.Unknown(kind, name, valid);

    private static string? Slip(string kind, string name, IReadOnlyList<string> valid) => !valid.Contains(name) && valid.FirstOrDefault(v => Names.Same(v, name)) is { } meant
        ? $"{kind} {Names.Quoted(name)}: {Names.DidYouMean(meant)}" : null;
}
