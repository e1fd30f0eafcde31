using Microsoft.Data.Sqlite;
using Parquet;
using Parquet.Schema;

namespace Bench.Results;

/// <summary>Rows of a query as Parquet, a group of rows at a time.</summary>
internal static class ParquetRows
{
    /// <summary>Rows that are held at once.</summary>
    public const int GroupRows = 10_000;

    public static void Write(Stream stream, SqliteDataReader rows, IReadOnlyList<ColumnKind> kinds, int groupRows) => WriteAsync(stream, rows, kinds, groupRows).GetAwaiter().GetResult();

    private static async Task WriteAsync(Stream stream, SqliteDataReader rows, IReadOnlyList<ColumnKind> kinds, int groupRows)
    {
        var columns = kinds.Select((kind, i) => Column.Of(kind, rows.GetName(i), i, groupRows)).ToList();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(c => (Field)c.Field).ToArray()), stream);
        for (var more = rows.Read(); more;)
        {
            var count = 0;
            do
            {
                foreach (var column in columns) column.Take(rows, count);
                count++;
            }
            while ((more = rows.Read()) && count < groupRows);
            using var group = writer.CreateRowGroup();
            foreach (var column in columns) await column.Write(group, count);
        }
    }

    // A column of the group at hand.
    private abstract class Column
    {
        public abstract DataField Field { get; }

        public static Column Of(ColumnKind kind, string name, int index, int size) => kind switch
        {
            ColumnKind.Integer => new Numbers<long>(name, rows => rows.GetInt64(index), index, size),
            ColumnKind.Real => new Numbers<double>(name, rows => rows.GetDouble(index), index, size),
            _ => new Texts(name, index, size),
        };

        public abstract void Take(SqliteDataReader rows, int row);

        public abstract Task Write(ParquetRowGroupWriter group, int count);
    }

    private sealed class Numbers<T>(string name, Func<SqliteDataReader, T> valueOf, int index, int size) : Column
        where T : struct
    {
        private readonly T?[] values = new T?[size];

        public override DataField Field { get; } = new DataField<T?>(name);

        public override void Take(SqliteDataReader rows, int row) => values[row] = rows.IsDBNull(index) ? null : valueOf(rows);

        public override async Task Write(ParquetRowGroupWriter group, int count) => await group.WriteAsync<T>(Field, values.AsMemory(0, count));
    }

    private sealed class Texts(string name, int index, int size) : Column
    {
        private readonly string?[] values = new string?[size];
        private readonly Dictionary<string, string> same = new(StringComparer.Ordinal); // most are said again and again

        public override DataField Field { get; } = new DataField<string>(name, nullable: true);

        public override void Take(SqliteDataReader rows, int row)
        {
            if (rows.IsDBNull(index))
            {
                values[row] = null;
                return;
            }
            var text = rows.GetString(index);
            if (!same.TryGetValue(text, out var known)) same.Add(text, known = text);
            values[row] = known;
        }

        public override async Task Write(ParquetRowGroupWriter group, int count)
        {
            await group.WriteAsync(Field, (IReadOnlyCollection<string?>)new ArraySegment<string?>(values, 0, count));
            same.Clear();
        }
    }
}
