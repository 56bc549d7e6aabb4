/** Whether Sequelize found no connection to the database, or none of its own was free in time. */
export const isOutOfReach = ({ name }: Error): boolean => /^SequelizeConnection\w*Error$/.test(name);
