using Bench.Analysis;

namespace Bench.Figures;

/// <summary>How the strategies of a figure are drawn and in which order they are named: those that an author calls ours first, and standing out.</summary>
internal sealed class StyleBook
{
    private readonly IReadOnlyDictionary<Composition, StrategyStyle> styles;
    private readonly Func<Composition, int> rank;
    private readonly Func<Composition, bool> ours;

    private StyleBook(IReadOnlyDictionary<Composition, StrategyStyle> styles, Func<Composition, int> rank, Func<Composition, bool> ours) => (this.styles, this.rank, this.ours) = (styles, rank, ours);

    /// <summary>A style for each strategy.</summary>
    /// <param name="strategies">All there are, shown or not: what is left out changes no other's style.</param>
    /// <param name="ours">Whether a strategy is the author's.</param>
    /// <param name="rank">In which order an author names them, ours first; equal where none is given.</param>
    public static StyleBook Of(IEnumerable<Composition> strategies, Func<Composition, bool>? ours = null, Func<Composition, int>? rank = null)
    {
        var all = strategies.Distinct().ToList();
        var emphasis = ours is not null && all.Any(ours);
        return new(StrategyStyles.For(all).ToDictionary(s => s.Key, s => emphasis ? ours!(s.Key) ? s.Value.Emphasized() : s.Value.Paler() : s.Value), rank ?? (_ => 0), ours ?? (_ => false));
    }

    /// <summary>The style of a strategy.</summary>
    public StrategyStyle this[Composition strategy] => styles[strategy];

    /// <summary>The same with other styles for some strategies.</summary>
    public StyleBook With(IEnumerable<(Composition Strategy, StrategyStyle Style)> others) =>
        new(styles.Concat(others.Select(o => KeyValuePair.Create(o.Strategy, o.Style))).GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.Last().Value), rank, ours);

    /// <summary>Whether a strategy is the author's.</summary>
    public bool StandsOut(Composition strategy) => ours(strategy);

    /// <summary>In the order of legends.</summary>
    public IEnumerable<Composition> Ordered(IEnumerable<Composition> strategies) => StrategyStyles.Ordered(strategies).OrderBy(rank);
}
