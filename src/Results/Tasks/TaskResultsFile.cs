using System.Text;
using System.Text.Json;
using Bench.Core;

namespace Bench.Results;

/// <summary>
/// The results files of a sweep's tasks, <c>TASK.ATTEMPT.jsonl</c>: lines of JSON, a <see cref="TaskRecord"/> each. They appear by a rename, so one that is there is
/// whole, unless a disk has failed; a temporary name has another ending. Their tasks replace them while others read: see <see cref="ReplacedFile"/>.
/// </summary>
public static class TaskResultsFile
{
    public const string Extension = ".jsonl";

    /// <summary>Those of all tasks in a folder, in the order of their names; none where there is no folder.</summary>
    public static IReadOnlyList<string> In(string folder) => Named(folder, $"*{Extension}");

    /// <summary>Those of all attempts of a task.</summary>
    public static IReadOnlyList<string> OfTask(string folder, string task) => Named(folder, $"{task}.*{Extension}");

    /// <summary>The records of a file, one by one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="damaged">Told in one line, at the end, what of it cannot be read; the rest is what is returned.</param>
    public static IEnumerable<TaskRecord> Read(string path, Action<string> damaged) => Read(path, damaged, File.OpenRead);

    internal static IEnumerable<TaskRecord> Read(string path, Action<string> damaged, Func<string, Stream> open)
    {
        var (content, error) = Load(path, open);
        if (error is not null && content.Length == 0)
        {
            damaged($"results file {path} cannot be read: {FileTrouble.Reason(error, path)}");
            yield break;
        }
        using var reader = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var (number, sound) = (0, 0);
        var broken = new List<int>();
        string? trouble = null;
        while (Next(reader, ref trouble) is { } line)
        {
            number++;
            if (Parse(line) is { } record)
            {
                sound++;
                yield return record;
            }
            else broken.Add(number);
        }
        if (error is not null) trouble ??= $" ({FileTrouble.Reason(error)})";
        if (trouble is not null && (error is null || broken.LastOrDefault() != number)) broken.Add(number + 1);
        if (broken.Count > 0) damaged($"results file {path} is damaged at line {string.Join(", ", broken.Take(5))}{(broken.Count > 5 ? $" and {broken.Count - 5} more" : "")}{trouble}: "
            + (sound == 0 ? "nothing of it is taken" : $"the {(sound == 1 ? "other line is" : $"other {sound:#,0} lines are")} taken"));
        else if (number == 0) damaged($"results file {path} is empty");
    }

    internal static byte[] Line(TaskRecord record) => [.. JsonSerializer.SerializeToUtf8Bytes(record, ResultsJson.Default.TaskRecord), (byte)'\n'];

    // All of a file, or as far as it can be read, and what was in the way; a file that was replaced meanwhile is read anew.
    private static (MemoryStream Content, Exception? Error) Load(string path, Func<string, Stream> open)
    {
        var content = new MemoryStream();
        Exception? error = null;
        try
        {
            ReplacedFile.Read(path, name =>
            {
                content.SetLength(0);
                using var file = open(name);
                file.CopyTo(content);
                return content;
            });
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            error = trouble;
        }
        content.Position = 0;
        return (content, error);
    }

    private static string? Next(StreamReader reader, ref string? trouble)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException)
        {
            trouble = " (no text)";
            return null;
        }
    }

    private static TaskRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ResultsJson.Default.TaskRecord) is { IsWhole: true } record ? record : null;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> Named(string folder, string pattern) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];
}
