using Bench.Core;

namespace Bench.Figures;

/// <summary>
/// A kind of figure: what it is good for, and how pages are made of stored records. One file in <c>Kinds</c> and one line in <see cref="Kinds.FigureKinds"/>.
/// </summary>
/// <param name="Name">How it is asked for.</param>
/// <param name="Title">What it shows, in a line.</param>
public sealed record FigureKind(string Name, string Title)
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<FigureKind> All => Kinds.FigureKinds.All;

    /// <summary>The one that is drawn where none is named.</summary>
    public static FigureKind Standard => Kinds.Tradeoff.Kind;

    /// <summary>The question that it answers.</summary>
    public required string Question { get; init; }

    /// <summary>Which data it needs.</summary>
    public required string Needs { get; init; }

    /// <summary>The options that it has no use for, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Refuses { get; init; } = new Dictionary<string, string>();

    /// <summary>A command that draws one.</summary>
    public string Example { get; init; } = "";

    /// <summary>Draws it.</summary>
    internal Func<FigureData, IEnumerable<Page>> Pages { get; init; } = _ => [];

    /// <summary>By name.</summary>
    /// <exception cref="UserError">There is none of this name.</exception>
    public static FigureKind Find(string name) => All.FirstOrDefault(k => k.Name == name) ?? throw new UserError(Names.Unknown("kind of figure", name, All.Select(k => k.Name)));

    /// <summary>Why an option does not go with this kind, in one line; null where it does.</summary>
    public string? Refusal(string option) => Refuses.GetValueOrDefault(option) is { } reason ? $"has no effect on the kind {Name}: {reason}" : null;
}
