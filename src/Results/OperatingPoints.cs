using System.Text;
using System.Text.Json;

namespace Bench.Results;

/// <summary>
/// Numbers the operating points of a sweep: cells share one if they differ in nothing but the seed, and so may be
/// averaged. The full configuration decides, not the labels: two recipes under one name stay apart.
/// </summary>
internal sealed class OperatingPoints
{
    private readonly Dictionary<string, int> numbers = [];

    /// <summary>The number of a cell's operating point, from 0 in order of appearance.</summary>
    public int NumberOf(CellDescription cell)
    {
        var key = string.Join('\n',
            cell.Protocol, cell.Dataset, cell.Model, cell.Strategy, cell.Criterion, cell.Scope, cell.Structure, cell.Schedule, cell.Retraining,
            cell.Recipe, cell.Compression.ToString("R"), cell.Imported ? cell.Start : "", WithoutSeed(cell.Configuration));
        if (!numbers.TryGetValue(key, out var number)) numbers.Add(key, number = numbers.Count);
        return number;
    }

    // The text of a JSON object without its own property "seed".
    private static string WithoutSeed(string configuration)
    {
        var bytes = Encoding.UTF8.GetBytes(configuration);
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
            var start = (int)reader.TokenStartIndex;
            var isSeed = string.Equals(reader.GetString(), "seed", StringComparison.OrdinalIgnoreCase);
            reader.Skip();
            if (isSeed) return Encoding.UTF8.GetString(bytes, 0, start) + Encoding.UTF8.GetString(bytes.AsSpan((int)reader.BytesConsumed));
        }
        return configuration;
    }
}
