using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>What a comparison of strategies holds equal, as <see cref="ResultRow.Setting"/> wants it: one text for each setting, by its hash.</summary>
internal static class SettingReader
{
    /// <summary>The settings of a sweep, with its labels of recipes as names; those of the whole database without any.</summary>
    public static IReadOnlyDictionary<string, string> Read(Database database, string? sweep) => (sweep is null
        ? database.Read("SELECT NULL AS recipe, NULL AS pretraining_recipe, c.* FROM v_cells c WHERE c.cell IN (SELECT min(id) FROM cell GROUP BY setting)", Setting)
        : database.Read(
            """
            SELECT s.recipe, s.pretraining_recipe, c.* FROM (
              SELECT min(sc.position), sc.cell, sc.recipe, sc.pretraining_recipe FROM sweep_cell sc JOIN cell k ON k.id = sc.cell WHERE sc.sweep = ?1 GROUP BY k.setting) s
            JOIN v_cells c ON c.cell = s.cell
            """, Setting, sweep)).ToDictionary(StringComparer.Ordinal);

    // One flat object: "retraining.batch" and the like. Versions of a strategy's parts are not the setting's.
    private static KeyValuePair<string, string> Setting(SqliteDataReader row)
    {
        object Value(string column) => row.GetValue(row.GetOrdinal(column));
        var json = new JsonObject();
        Add("retraining.name", Value("recipe"));
        Add("pretraining.name", Value("pretraining_recipe"));
        Add("dataset", Value("dataset_options"));
        Add("network", Value("network_file"));
        Add("precision", Value("precision"));
        if (row.GetBoolean(row.GetOrdinal("imported"))) Add("start", Value("start"));
        var versions = ((string)Value("versions")).Split(", ", StringSplitOptions.RemoveEmptyEntries).Where(part => !CellOptionsReader.IsOfStrategy(part));
        Add("versions", string.Join(", ", versions) is { Length: > 0 } some ? some : DBNull.Value);
        foreach (var kind in new[] { "retraining", "pretraining" })
            for (var i = 0; i < row.FieldCount; i++)
                if (row.GetName(i) is var name && name.StartsWith(kind + "_", StringComparison.Ordinal) && name[(kind.Length + 1)..] is not ("id" or "text" or "recipe" or "options" or "rates") and var option)
                    Add($"{kind}.{option.Replace('_', '-')}", option == "rate" ? Rate(kind) : row.GetValue(i));
        return new((string)Value("setting"), json.ToJsonString());

        // All that validation has chosen from.
        object Rate(string kind) => Value($"{kind}_rates") is string several ? several.Replace(" ", " or ", StringComparison.Ordinal) : Value($"{kind}_rate");

        void Add(string key, object value)
        {
            if (value is not DBNull) json.Add(key, value switch { long n => n, double n => n, _ => (string)value });
        }
    }
}
