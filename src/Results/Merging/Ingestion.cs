using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>
/// Adds results files of a cluster's tasks to a database, many records a transaction: no more than these are in memory, however many files there are. Latencies are
/// added in the end, from the files that have some, as their results may be in any other file.
/// </summary>
internal sealed class Ingestion(Database database)
{
    private const int RecordsOfTransaction = 200;

    private readonly AttemptComparison comparison = new(database);
    private readonly List<AttemptDisagreement> disagreements = [];
    private readonly HashSet<string> disagreeing = new(StringComparer.Ordinal), unknown = new(StringComparer.Ordinal), waiting = new(StringComparer.Ordinal);
    private readonly List<string> damaged = [], withLatencies = [];
    private IReadOnlySet<string>? starts;
    private int files, results, pretrainings, latencies, attempts, equal, known;

    public IngestReport Do(IEnumerable<string> paths, Action<int>? progress)
    {
        Add(Records(paths, progress));
        Add(withLatencies.SelectMany(path => TaskResultsFile.Read(path, _ => { }).Where(r => r.Latencies is not null).Select(record => (path, record)))); // what is damaged was told
        return new IngestReport
        {
            Files = files, Results = results, Pretrainings = pretrainings, Latencies = latencies, Attempts = attempts, Known = known, Equal = equal,
            Disagreements = disagreements, Unknown = [.. unknown], Waiting = [.. waiting], Damaged = damaged,
        };
    }

    private IEnumerable<(string Path, TaskRecord Record)> Records(IEnumerable<string> paths, Action<int>? progress)
    {
        foreach (var path in paths)
        {
            var hasLatencies = false;
            foreach (var record in TaskResultsFile.Read(path, damaged.Add))
                if (record.Latencies is null) yield return (path, record);
                else hasLatencies = true;
            if (hasLatencies) withLatencies.Add(path);
            files++;
            progress?.Invoke(files);
        }
    }

    private void Add(IEnumerable<(string Path, TaskRecord Record)> all)
    {
        foreach (var records in all.Chunk(RecordsOfTransaction))
            database.InTransaction(() =>
            {
                foreach (var (path, record) in records) Try(path, record);
                return true;
            });
    }

    // A record that reads well may still be none that the tables take, as after damage to the file: it is left out, wholly.
    private void Try(string path, TaskRecord record)
    {
        database.Run("SAVEPOINT record");
        try
        {
            Add(path, record);
        }
        catch (Exception error) when (error is SqliteException or ArgumentException or InvalidOperationException or JsonException or FormatException)
        {
            database.Run("ROLLBACK TO record");
            var what = record.Result?.Identity ?? record.Failure?.Identity ?? record.Latencies?.Identity ?? record.Pretraining!.Identity;
            damaged.Add($"results file {path} is damaged: what it says of {CellLookup.Short(what)} cannot be stored");
        }
        database.Run("RELEASE record");
    }

    private void Add(string path, TaskRecord record)
    {
        if (record.Pretraining is { } pretraining) Add(path, pretraining);
        else if (record.Result is { } result) Add(result, record.Attempt!);
        else if (record.Failure is { } failure)
        {
            if (CellOf(failure.Identity) is null && !IsStart(failure.Identity)) unknown.Add(failure.Identity);
            else if (AttemptWriter.Add(database, failure)) attempts++;
        }
        else Add(record.Latencies!, record.Measured!.Value);
    }

    private void Add(string path, PretrainingRecord pretraining)
    {
        if (!IsStart(pretraining.Identity)) unknown.Add(pretraining.Identity);
        else if (ResultWriter.Insert(database, pretraining)) pretrainings++;
        else if (comparison.Of(pretraining, path) is { } disagreement) disagreements.Add(disagreement);
    }

    private void Add(CellResult result, AttemptRecord attempt)
    {
        if (CellOf(result.Identity) is not { } cell)
        {
            unknown.Add(result.Identity);
            return;
        }
        if (ResultWriter.Insert(database, cell, result, attempt.Ended)) results++;
        else if (comparison.IsOfAttempt(cell, attempt)) known++;
        else if (comparison.Of(cell, result, attempt) is { } disagreement)
        {
            disagreements.Add(disagreement);
            disagreeing.Add(result.Identity);
        }
        else equal++;
        if (AttemptWriter.Add(database, attempt)) attempts++;
    }

    // Of a cell without a result they wait for it; those measured last are the ones that count; of other numbers' networks nothing is taken.
    private void Add(CellLatencies found, DateTimeOffset measured)
    {
        if (CellOf(found.Identity) is not { } cell) unknown.Add(found.Identity);
        else if (database.Scalar("SELECT 1 FROM result WHERE cell = ?1", cell) is null) waiting.Add(found.Identity);
        else if (!disagreeing.Contains(found.Identity) && LatencyStore.Later(database, cell, found, measured) is { } later)
        {
            LatencyStore.Save(database, cell, later, measured);
            latencies++;
        }
    }

    private long? CellOf(string identity) => database.Scalar("SELECT id FROM cell WHERE identity = ?1", identity) as long?;

    private bool IsStart(string identity) => (starts ??= database.ReadTexts("SELECT DISTINCT start AS text FROM cell")).Contains(identity);
}
