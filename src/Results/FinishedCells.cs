namespace Bench.Results;

/// <summary>Which cells are done: what a run skips.</summary>
internal static class FinishedCells
{
    public static IReadOnlySet<string> Identities(Database database) => database.ReadTexts(
        "SELECT identity AS text FROM cell WHERE id IN (SELECT cell FROM result)");
}
