using Bench.Tests.Results;

namespace Bench.Tests.Cli;

public sealed class ReadingCommandTests : IDisposable
{
    private readonly BenchProgram bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("status")]
    [InlineData("plot")]
    [InlineData("export", "--out", "o")]
    [InlineData("query", "SELECT 1")]
    public async Task Without_a_database_there_is_one_line(params string[] command) =>
        (await bench.Run(command)).IsMistake("no database at results/bench.db: 'bench run' makes one, --db names another");
}
