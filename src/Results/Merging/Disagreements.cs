namespace Bench.Results;

/// <summary>What is in both databases, with other numbers. Where one has no number, as results of an older schema, there is nothing to disagree about.</summary>
internal static class Disagreements
{
    private static readonly string[] NotCompared = ["cell", "finished", "environment", "fingerprint"];

    /// <summary>A disagreement, and what it is about.</summary>
    public readonly record struct Found(Disagreement Disagreement, bool IsPretraining);

    /// <summary>Pretrainings with other weights, or other accuracies of them.</summary>
    public static List<Found> OfPretrainings(Database database)
    {
        const string sql =
            """
            SELECT p.weights_fingerprint, p.split_fingerprint, p.selected_epoch, p.dataset || ' × ' || p.model, p.seed FROM {0}.pretraining p WHERE p.identity = ?1
            """;
        var identities = database.Read(
            """
            SELECT m.identity FROM main.pretraining m JOIN other.pretraining o USING (identity)
            WHERE m.weights_fingerprint <> o.weights_fingerprint OR m.split_fingerprint <> o.split_fingerprint OR m.selected_epoch <> o.selected_epoch
              OR EXISTS (SELECT 1 FROM main.pretraining_evaluation a JOIN other.pretraining_evaluation b USING (pretraining, point, split)
                WHERE a.pretraining = m.identity AND (a.correct <> b.correct OR a.correct_top5 <> b.correct_top5 OR a.loss IS NOT b.loss))
            ORDER BY identity
            """, row => row.GetString(0));
        return [.. identities.Select(identity => new Found(new(identity, Describe(identity), Differing(Facts("main", identity), Facts("other", identity))), IsPretraining: true))];

        string Describe(string identity) => database.Read(string.Format(sql, "main"), row => $"pretraining of {row.GetString(3)}{(row.IsDBNull(4) ? ", imported weights" : $", seed {row.GetInt64(4)}")}", identity)[0];

        IEnumerable<CellFact> Facts(string schema, string identity)
        {
            foreach (var (split, point, top1, loss) in database.Read(
                $"SELECT split, point, top1, loss FROM {schema}.pretraining_evaluation WHERE pretraining = ?1 ORDER BY split, point",
                row => (row.GetString(0), row.GetString(1), row.GetDouble(2), row.IsDBNull(3) ? null : row.GetValue(3)), identity))
            {
                yield return new("accuracy", $"{split} {point} top1", top1);
                yield return new("accuracy", $"{split} {point} loss", loss);
            }
            foreach (var fact in database.Read(string.Format(sql, schema), row => new CellFact[]
                { new("result", "weights_fingerprint", row.GetString(0)), new("result", "split_fingerprint", row.GetString(1)), new("result", "selected_epoch", row.GetInt64(2)) }, identity).SelectMany(f => f))
                yield return fact;
        }
    }

    /// <summary>Results with other numbers, but for times.</summary>
    public static IEnumerable<Found> OfResults(Database database)
    {
        var cells = ResultRows.Tables.SelectMany(table => CellsOf(database, table.Table, table.Keys)).Distinct().Order().ToList();
        foreach (var (mine, theirs) in cells)
        {
            var cell = CellLookup.Describe(database, mine);
            var differing = Differing([.. FactsOfCell.Result(database, "main.", mine), .. FactsOfCell.Curves(database, "main.", mine)],
                [.. FactsOfCell.Result(database, "other.", theirs), .. FactsOfCell.Curves(database, "other.", theirs)]);
            if (differing.Count > 0) yield return new(new(cell.Identity, cell.Description, differing), IsPretraining: false);
        }
    }

    /// <summary>Cuts of scans with other numbers, but for times; without those of pretrainings that disagree, which are of other networks.</summary>
    public static IReadOnlyList<Disagreement> OfCuts(Database database, IEnumerable<string> disagreeing)
    {
        string[] numbers = ["correct", "correct_top5", "total", "elements", "kept", "loss"];
        return database.Read(
            $"""
            SELECT m.identity, 'cut of ' || coalesce(m.layer, 'nothing') || ' to ' || m.density || ', ' || c.dataset || ' × ' || c.model || ', seed ' || c.seed,
              {string.Join(", ", numbers.Select(n => $"m.{n}, o.{n}"))}
            FROM main.sensitivity m JOIN other.sensitivity o USING (identity) JOIN main.scan c ON c.id = m.scan
            WHERE c.start NOT IN (SELECT value FROM json_each(?1)) AND ({string.Join(" OR ", numbers.Select(n => $"m.{n} IS NOT o.{n}"))}) ORDER BY m.identity
            """, row =>
            {
                object? At(int column) => row.IsDBNull(column) ? null : row.GetValue(column);
                IEnumerable<CellFact> Facts(int side) => numbers.Select((n, i) => new CellFact("result", n, At(2 + 2 * i + side)));
                return new Disagreement(row.GetString(0), row.GetString(1), Differing(Facts(0), Facts(1)));
            }, System.Text.Json.JsonSerializer.Serialize(disagreeing));
    }

    private static IReadOnlyList<(long Mine, long Theirs)> CellsOf(Database database, string table, string[] keys)
    {
        var columns = Merge.Columns(database, table).Where(c => !keys.Contains(c) && IsCompared(c));
        return database.Read(
            $"""
            SELECT DISTINCT p.mine, p.theirs FROM temp.pair p JOIN main.{table} a ON a.cell = p.mine JOIN other.{table} b ON b.cell = p.theirs{string.Concat(keys.Select(k => $" AND b.{k} = a.{k}"))}
            WHERE p.result_here AND p.result_there AND ({string.Join(" OR ", columns.Select(c => MayBeNone(c) ? $"a.{c} IS NOT b.{c}" : $"a.{c} <> b.{c}"))})
            """, row => (row.GetInt64(0), row.GetInt64(1)));
    }

    /// <summary>Whether a column of a result has to be equal wherever it is computed alike.</summary>
    public static bool IsCompared(string column) => !NotCompared.Contains(column) && !column.Contains("seconds", StringComparison.Ordinal);

    /// <summary>The numbers that differ; the headline first: what is asked about before all else.</summary>
    public static IReadOnlyList<ComparedFact> Differing(IEnumerable<CellFact> mine, IEnumerable<CellFact> theirs)
    {
        var facts = CellDifference.Beside(mine, theirs);
        var headline = facts.FirstOrDefault(f => f.Key == "headline")?.One as string ?? "selected";
        return [.. facts.Where(f => FactsOfCell.Numbers.Contains(f.Section) && !f.IsEqual && (MayBeNone(f.Key) || (f.One is not null && f.Other is not null)))
            .OrderBy(f => f.Key == $"test {headline} top1" ? 0 : f.Section == "accuracy" && f.Key.EndsWith("top1", StringComparison.Ordinal) ? 1 : 2)];
    }

    /// <summary>Whether NULL is a number that is none, as a loss may be, and not one that was not recorded.</summary>
    public static bool MayBeNone(string column) => column.EndsWith("loss", StringComparison.Ordinal);
}
