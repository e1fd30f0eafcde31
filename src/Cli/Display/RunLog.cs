using Bench.Core;

namespace Bench.Cli.Display;

/// <summary>
/// What a run has said, kept in a file beside the database: <c>results/bench.db</c> has <c>results/bench.db.log</c>, which is no name that somebody
/// would send the output to. Runs are added one after the other, a line each for what is finished or has failed, with the time.
/// </summary>
internal sealed class RunLog : IDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter writer;
    private readonly TimeProvider time;
    private bool broken;

    private RunLog(StreamWriter writer, TimeProvider time) => (this.writer, this.time) = (writer, time);

    /// <summary>The log of a database.</summary>
    public static string PathOf(string database) => database + ".log";

    /// <exception cref="UserError">It cannot be written.</exception>
    public static RunLog Open(string database, TimeProvider time)
    {
        var path = PathOf(database);
        try
        {
            return new RunLog(new StreamWriter(path, append: true) { AutoFlush = true }, time);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"the log {path} beside the database cannot be written: {FileTrouble.Reason(error, path)}", error);
        }
    }

    public void Add(string line)
    {
        lock (gate)
            try
            {
                if (!broken) writer.WriteLine($"{LocalTime.Text(time.GetUtcNow(), time)}  {line}");
            }
            catch (IOException)
            {
                broken = true; // a sweep does not fail for want of a log; what is wrong with the disk shows where results are written
            }
    }

    public void Dispose()
    {
        try
        {
            writer.Dispose();
        }
        catch (IOException)
        {
            // As above.
        }
    }
}
