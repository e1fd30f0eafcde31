namespace Bench.Strategies;

/// <summary>Chooses one item of each list such that their costs stay within a budget and the sum of their losses is least: dynamic programming over the budget.</summary>
internal static class LeastSum
{
    /// <summary>Something that can be chosen.</summary>
    public readonly record struct Item(int Cost, double Loss);

    /// <summary>The place of the chosen item of each list; of equally good choices the cheaper ones, of the last lists first.</summary>
    /// <param name="lists">Each with an item of cost 0; costs are not negative.</param>
    /// <param name="budget">Of all chosen together.</param>
    public static int[] Choose(IReadOnlyList<IReadOnlyList<Item>> lists, int budget)
    {
        var best = new double[budget + 1]; // of the lists so far, by what they may cost
        var choices = lists.Select(_ => new short[budget + 1]).ToList();
        foreach (var (list, choice) in lists.Zip(choices))
        {
            var next = new double[budget + 1];
            Array.Fill(next, double.PositiveInfinity);
            foreach (var (place, item) in list.Index().OrderBy(i => i.Item.Cost))
                for (var spent = item.Cost; spent <= budget; spent++)
                    if (best[spent - item.Cost] + item.Loss is var sum && sum < next[spent]) (next[spent], choice[spent]) = (sum, (short)place);
            best = next;
        }
        var chosen = new int[lists.Count];
        for (var (i, left) = (lists.Count - 1, budget); i >= 0; i--)
        {
            chosen[i] = choices[i][left];
            left -= lists[i][chosen[i]].Cost;
        }
        return chosen;
    }
}
