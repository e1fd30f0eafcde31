using System.Text.Json;

namespace Bench.Results;

/// <summary>Records to rows.</summary>
internal static class ResultWriter
{
    private static readonly string[] Phases = ["load", "start", "score", "retrain", "evaluate", "total"];

    /// <summary>Inserts all rows of a finished cell; returns false where it has a result.</summary>
    public static bool Insert(Database database, long cell, CellResult result, DateTimeOffset finished)
    {
        if (database.Scalar("SELECT 1 FROM result WHERE cell = ?1", cell) is not null) return false;
        if (result.Seconds.Keys.Except(Phases).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"unknown phase '{unknown}' (valid: {string.Join(", ", Phases)})", nameof(result));
        Orphans.RemoveOfResult(database, cell);
        foreach (var row in ResultRows.Of(result))
            database.Insert(row.Table, ignore: false, row.Table != "result" ? [("cell", cell), .. row.Values] :
            [
                ("cell", cell), ("finished", finished), .. row.Values, ("fingerprint", ResultFingerprint.Store(database, cell, result.SplitFingerprint)),
                ("environment", EnvironmentId(database, result.Environment)),
            ]);
        return true;
    }

    /// <summary>Inserts all rows of a pretraining; returns false where it is already there.</summary>
    public static bool Insert(Database database, PretrainingRecord pretraining)
    {
        using var configuration = JsonDocument.Parse(pretraining.Configuration);
        var recipe = RecipeOptions.Of(configuration.RootElement, "pretraining");
        recipe?.Store(database);
        var added = database.Insert("pretraining", ignore: true,
            ("identity", pretraining.Identity), ("dataset", pretraining.Dataset), ("model", pretraining.Model), ("pretraining_id", recipe?.Id),
            ("seed", pretraining.Seed), ("configuration", pretraining.Configuration), ("weights_fingerprint", pretraining.WeightsFingerprint),
            ("split_fingerprint", pretraining.SplitFingerprint), ("selected_epoch", pretraining.SelectedEpoch),
            ("seconds", pretraining.Seconds), ("environment", EnvironmentId(database, pretraining.Environment)));
        if (!added) return false;
        Orphans.RemoveOfPretraining(database, pretraining.Identity);
        foreach (var evaluation in pretraining.Evaluations)
            database.Insert("pretraining_evaluation", ignore: false, [("pretraining", pretraining.Identity), .. ResultRows.Values(evaluation)]);
        foreach (var epoch in pretraining.Epochs) database.Insert("pretraining_epoch", ignore: false, [("pretraining", pretraining.Identity), .. ResultRows.Values(epoch)]);
        return true;
    }

    public static long EnvironmentId(Database database, EnvironmentRecord environment)
    {
        database.Insert("environment", ignore: true,
            ("host", environment.Host), ("cpu", environment.Cpu), ("threads", environment.Threads), ("device", environment.Device),
            ("operating_system", environment.OperatingSystem), ("dotnet", environment.Dotnet), ("torchsharp", environment.TorchSharp),
            ("libtorch", environment.LibTorch), ("product", environment.Product));
        return (long)database.Scalar(
            """
            SELECT id FROM environment WHERE host = ?1 AND cpu = ?2 AND threads = ?3 AND device = ?4 AND operating_system = ?5
              AND dotnet = ?6 AND torchsharp = ?7 AND libtorch = ?8 AND product = ?9
            """,
            environment.Host, environment.Cpu, environment.Threads, environment.Device, environment.OperatingSystem,
            environment.Dotnet, environment.TorchSharp, environment.LibTorch, environment.Product)!;
    }
}
