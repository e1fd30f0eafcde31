namespace Bench.Sweeps;

/// <summary>What a sweep says of its figures: no part of any cell.</summary>
/// <param name="Shared">Options for every figure that takes them.</param>
/// <param name="Draw">Figures that are drawn besides the usual ones.</param>
public sealed record FigureSection(IReadOnlyList<FigureSetting> Shared, IReadOnlyList<FigureSpec> Draw)
{
    /// <summary>Of a sweep that says nothing.</summary>
    public static FigureSection None { get; } = new([], []);
}

/// <summary>An option of figures and what is given to it, as on the command line.</summary>
public sealed record FigureSetting(string Option, IReadOnlyList<string> Values);

/// <summary>A figure.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">What its file is called; null for the usual.</param>
/// <param name="Settings">Its own options, before the shared ones.</param>
public sealed record FigureSpec(string Kind, string? Name, IReadOnlyList<FigureSetting> Settings);

/// <summary>The kinds and options of figures that a sweep may name.</summary>
/// <param name="Kinds">The kinds.</param>
/// <param name="Options">The options of all kinds.</param>
public sealed record FigureWords(IReadOnlyList<FigureKindWord> Kinds, IReadOnlyList<FigureOptionWord> Options)
{
    public static FigureWords None { get; } = new([], []);
}

/// <summary>A kind of figure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Refusal">Why an option does not go with it, to stand after the option's name; null where it does.</param>
public sealed record FigureKindWord(string Name, Func<string, string?> Refusal);

/// <summary>An option of figures.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mistake">What is wrong with what is given to it, to stand after its name; null where nothing is.</param>
public sealed record FigureOptionWord(string Name, Func<IReadOnlyList<string>, string?> Mistake)
{
    /// <summary>What the values name, which a sweep must have then; null where they are no names.</summary>
    public FigureNames? Names { get; init; }
}

/// <summary>What an option of figures names.</summary>
public enum FigureNames { Strategies, Datasets, Models, Any }
