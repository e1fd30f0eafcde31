namespace Bench.Results;

/// <summary>What a query gave: names of columns, and rows of <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <c>byte[]</c> or null.</summary>
public sealed record QueryResult(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);
