using System.Globalization;
using System.Text.Json;
using Bench.Results;

namespace Bench.Analysis.Claims;

/// <summary>A data set × model of the database with all that a sweep must say so that its cells begin and are trained as those that are there.</summary>
/// <param name="Dataset">A name of the catalogue.</param>
/// <param name="Model">A name of the catalogue.</param>
/// <param name="Protocol">How sizes are counted.</param>
/// <param name="Precision">Arithmetic of training.</param>
/// <param name="Seeds">Those that are there.</param>
/// <param name="Configuration">Of one of its cells, as JSON.</param>
/// <param name="WhyNot">Why a sweep file cannot ask for it again; null where it can.</param>
public sealed record StudiedPair(string Dataset, string Model, string Protocol, string Precision, IReadOnlyList<int> Seeds, string Configuration, string? WhyNot)
{
    /// <summary>The pairs of real data: of each the way of training that most cells have, one with retraining before one without.</summary>
    public static IReadOnlyList<StudiedPair> Read(ResultReader reader, string? sweep = null, RowFilter? filter = null) => [.. reader.Query(
        $"""
        WITH ways AS (
          SELECT dataset, model, protocol, precision, imported, dataset_options IS NOT NULL AS own, group_concat(DISTINCT seed) AS seeds, min(cell) AS cell, retraining_id IS NULL AS without, count(*) AS cells
          FROM ({reader.QueriesOf(sweep, filter).Cells}) WHERE NOT synthetic AND start_point = 'pretrained' AND retraining IN ('fine-tune', 'none')
          GROUP BY dataset, dataset_options, model, protocol, precision, start_point, imported, pretraining_id, retraining_id
        )
        SELECT dataset, model, protocol, precision, imported, own, seeds, j.json, without FROM ways w JOIN configuration j ON j.cell = w.cell
        ORDER BY dataset, model, without, cells DESC, w.cell
        """).Rows
        .GroupBy(row => (row[0], row[1])).Select(g => g.First())
        .Select(row => new StudiedPair((string)row[0]!, (string)row[1]!, (string)row[2]!, (string)row[3]!,
            [.. ((string)row[6]!).Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).Order()], (string)row[7]!,
            row switch
            {
                _ when (long)row[5]! != 0 => "own data, whose files are not in the database",
                _ when (long)row[4]! != 0 => "imported weights, which are one pretraining whatever the seeds",
                _ when (string)row[2]! == "shrinkbench" => "protocol shrinkbench, which knows neither rounds nor channels",
                _ when (long)row[8]! != 0 => "nothing is retrained there, and claims are of retrained networks",
                _ => null,
            }))];

    /// <summary>The lines of a block of a sweep file but for its seeds.</summary>
    /// <param name="otherwise">Whether to retrain with another schedule of the learning rate.</param>
    internal IEnumerable<string> Lines(bool otherwise)
    {
        using var document = JsonDocument.Parse(Configuration);
        yield return $"datasets: [{Dataset}]";
        yield return $"models: [{Model}]";
        yield return $"protocol: {Protocol}";
        yield return $"precision: {Precision}";
        yield return $"pretraining: {RecipeText.Of(document.RootElement.GetProperty("pretraining"))}";
        yield return $"retraining: {RecipeText.Of(document.RootElement.GetProperty("retraining"), otherwise)}";
    }
}
